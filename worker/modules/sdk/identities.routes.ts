import { hashText, writeHash } from '../../engine/index.ts';
import { FEATURE_NOT_FOUND } from './flags.routes.ts';
import { identify, type IdentifyInput } from './identify.service.ts';
import { checkIdentifyBody, formToIdentifyBody } from './identify-input.ts';
import { identityFlagJson, identityJson, taggedIdentityJson, type TaggedJson } from './identity-json.ts';
import { isForm, readForm, readJson } from './request-body.ts';
import { queryValue, type Access, type SdkRequest } from './sdk-access.ts';
import { detail, holdsTag, READ_HEADERS, SdkError, uncachedJson } from './sdk-response.ts';
import { tellIdentity } from './told-identity.ts';
import { checkUntrimmedIdentifier, parseBoolean } from './trait-input.ts';

const BULK_LIMIT = 100;

/** `GET /api/v1/identities/?identifier=`: an identity's flags without sending traits. */
export async function getIdentity(sdk: SdkRequest, access: Access): Promise<Response> {
  const identifier = queryValue(sdk, 'identifier');
  // compat: not an error, because old clients cannot bear one.
  if (!identifier) return uncachedJson(200, '{"detail":"Missing identifier"}');
  // compat: kept as it is sent, blanks and all, where a POST trims.
  const checked = checkUntrimmedIdentifier(identifier);
  if ('message' in checked) throw new SdkError(400, { identifier: [checked.message] });
  const input: IdentifyInput = {
    identifier: checked.text,
    traits: [],
    transient: parseBoolean(queryValue(sdk, 'transient')) ?? true,
  };
  const identified = await identify(sdk.ports.identities, access, input, sdk.defer);
  if (parseBoolean(queryValue(sdk, 'transient')) !== true) tellIdentity(sdk, access, identified);
  const headers = { 'x-flagsmith-document-updated-at': access.environment.updatedAt };
  const name = queryValue(sdk, 'feature');
  if (name) {
    const flag = identityFlagJson(access, identified, name);
    if (flag === null) throw detail(404, FEATURE_NOT_FOUND, headers);
    return readAnswer(sdk, { tag: writeHash(hashText(flag)), write: () => flag }, headers);
  }
  return readAnswer(sdk, taggedIdentityJson(access, identified), headers);
}

/** `POST /api/v1/identities/`: identifies, stores what is to be stored, answers traits and flags. */
export async function postIdentity(sdk: SdkRequest, access: Access): Promise<Response> {
  const body = isForm(sdk.request) ? formToIdentifyBody(await readForm(sdk.request)) : await readJson(sdk.request);
  const input = checkIdentifyBody(body);
  const identified = await identify(sdk.ports.identities, access, input, sdk.defer);
  if (!input.transient && input.identifier !== null) tellIdentity(sdk, access, identified);
  return new Response(identityJson(access, identified), { headers: access.view.identityHeaders });
}

/** `POST /api/v1/bulk-identities/`: up to 100 identifications, each as in `identities/`, answered in their order. */
export async function postBulkIdentities(sdk: SdkRequest, access: Access): Promise<Response> {
  const body = await readJson(sdk.request);
  const data = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['data'] : undefined;
  if (!Array.isArray(data)) throw new SdkError(400, { data: ['Expected a list of items.'] });
  if (data.length > BULK_LIMIT) {
    throw new SdkError(400, { data: [`Ensure this field has no more than ${BULK_LIMIT} elements.`] });
  }
  const inputs = data.map(checkIdentifyBody);
  const answers: string[] = [];
  // One after the other: the same identity may come twice, and the last one is to win.
  for (const input of inputs) {
    const identified = await identify(sdk.ports.identities, access, input, sdk.defer);
    if (!input.transient && input.identifier !== null) tellIdentity(sdk, access, identified);
    answers.push(identityJson(access, identified));
  }
  return uncachedJson(200, `{"data":[${answers.join(',')}]}`);
}

/** Answers with a validator made from the content, so that a repeated read can be a 304. */
function readAnswer(sdk: SdkRequest, { tag, write }: TaggedJson, headers: Record<string, string>): Response {
  const etag = `"${tag}"`;
  const all = { ...READ_HEADERS, ...headers, etag };
  if (holdsTag(sdk.request.headers, etag)) return new Response(null, { status: 304, headers: all });
  return new Response(write(), { headers: all });
}
