import { DomainError, invalid } from '../core/errors.ts';
import { nestsDeeperThan } from '../core/json-text.ts';
import { readBytes } from '../core/read-bytes.ts';

const BODY_LIMIT_BYTES = 5 * 1024 * 1024;
const DEPTH_LIMIT = 32;

/**
 * The body: JSON, or a form as an object of texts, its files among them; an empty body is an empty object. Throws TOO_LARGE above `limit` bytes (5 MiB),
 * UNSUPPORTED_MEDIA_TYPE, and INVALID for text that is not JSON or nests deeper than 32 levels.
 */
export async function readBody(request: Request, limit = BODY_LIMIT_BYTES): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  const bytes = await readBytes(request, limit);
  if (bytes === null) {
    throw new DomainError('TOO_LARGE', `Request body is too large: at most ${limit} bytes are accepted.`);
  }
  if (bytes.length === 0) return {};
  if (/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return readForm(bytes, type);
  // compat: some scripts send JSON under whatever type their HTTP client likes best.
  if (type !== '' && !/^(application\/([\w.-]+\+)?json|text\/plain)\b/i.test(type)) {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `Unsupported media type "${type.slice(0, 100)}" in request.`);
  }
  return parseJson(new TextDecoder().decode(bytes));
}

async function readForm(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Record<string, string>> {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    const texts = [...form].map(async ([name, value]) => [
      name,
      typeof value === 'string' ? value : await value.text(),
    ]);
    return Object.fromEntries(await Promise.all(texts));
  } catch {
    throw invalid('Form parse error - the body is not the form that its content type promises.');
  }
}

function parseJson(text: string): unknown {
  if (nestsDeeperThan(text, DEPTH_LIMIT)) throw invalid(`JSON parse error - nested deeper than ${DEPTH_LIMIT} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`JSON parse error - ${error instanceof Error ? error.message : 'not JSON'}`);
  }
}
