import type { Access, SdkRequest } from './sdk-access.ts';
import { holdsTag } from './sdk-response.ts';

/** `GET /api/v1/environment-document/`: what server SDKs evaluate locally; 304 unless it changed since the given second. */
export function getEnvironmentDocument(sdk: SdkRequest, { environment }: Access): Response {
  if (isUnchanged(sdk.request.headers, environment.documentEtag, environment.updatedAtSeconds)) {
    return new Response(null, { status: 304, headers: environment.unchangedHeaders });
  }
  return environment.document().respond(sdk.request.headers, sdk.defer);
}

function isUnchanged(request: Headers, etag: string, updatedAtSeconds: number): boolean {
  const held = request.get('if-none-match');
  if (held !== null) return holdsTag(request, etag);
  const since = request.get('if-modified-since');
  return since !== null && Date.parse(since) / 1000 >= updatedAtSeconds;
}
