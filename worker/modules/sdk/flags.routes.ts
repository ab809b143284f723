import { queryValue, type Access, type SdkRequest } from './sdk-access.ts';
import { detail, holdsTag, READ_HEADERS } from './sdk-response.ts';

export const FEATURE_NOT_FOUND = 'Given feature not found';

/** `GET /api/v1/flags/`: the environment's own flags, or with `?feature=` one of them in any case. */
export function getFlags(sdk: SdkRequest, { view }: Access): Response {
  if (sdk.query !== '') {
    const name = queryValue(sdk, 'feature');
    // compat: Flagsmith answers an empty name with whichever flag comes first; here it means "no filter".
    if (name) return getFlag(view.flagBody(name));
  }
  if (holdsTag(sdk.request.headers, view.etag)) {
    return new Response(null, { status: 304, headers: view.flagsHeaders });
  }
  return view.flags().respond(sdk.request.headers, sdk.defer);
}

function getFlag(body: string | null): Response {
  if (body === null) throw detail(404, FEATURE_NOT_FOUND);
  return new Response(body, { headers: READ_HEADERS });
}
