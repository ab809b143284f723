import { nestsDeeperThan } from '../../core/json-text.ts';
import { readBytes as readBytesWithin } from '../../core/read-bytes.ts';
import { detail } from './sdk-response.ts';

export const BODY_LIMIT_BYTES = 1024 * 1024;
const DEPTH_LIMIT = 32;

/**
 * The body as parsed JSON. Throws 413 above 1 MiB, 415 for a type that is not JSON, 400 for text that is not JSON or
 * nests deeper than 32 levels.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (type !== null && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    throw detail(415, `Unsupported media type "${type.slice(0, 100)}" in request.`);
  }
  return parseJson(await readText(request));
}

export function isForm(request: Request): boolean {
  const type = request.headers.get('content-type');
  return type !== null && /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
}

/** The fields of a form, in order. Throws 413 and 400 like `readJson`. */
export async function readForm(request: Request): Promise<[string, string][]> {
  const bytes = await readBytes(request);
  try {
    const form = await new Response(bytes, {
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
    }).formData();
    return [...form].filter((field): field is [string, string] => typeof field[1] === 'string');
  } catch {
    throw detail(400, 'Form parse error - the body is not the form that its content type promises.');
  }
}

async function readText(request: Request): Promise<string> {
  const length = Number(request.headers.get('content-length') ?? Number.NaN);
  if (length > BODY_LIMIT_BYTES) throw tooLarge();
  // A declared length is enforced by the runtime, so only a body of unknown length has to be counted.
  if (Number.isNaN(length)) return new TextDecoder().decode(await readBytes(request));
  return request.text();
}

async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBytesWithin(request, BODY_LIMIT_BYTES);
  if (bytes === null) throw tooLarge();
  return bytes;
}

function tooLarge() {
  return detail(413, `Request body is too large: at most ${BODY_LIMIT_BYTES} bytes are accepted.`);
}

function parseJson(text: string): unknown {
  if (nestsDeeperThan(text, DEPTH_LIMIT))
    throw detail(400, `JSON parse error - nested deeper than ${DEPTH_LIMIT} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw detail(400, `JSON parse error - ${error instanceof Error ? error.message : 'not JSON'}`);
  }
}
