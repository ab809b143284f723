import type { Access, SdkRequest } from './sdk-access.ts';

/** `GET /api/v1/environment-document/`: what server SDKs evaluate locally; 304 unless it changed since the given second. */
export function getEnvironmentDocument(sdk: SdkRequest, { environment, view }: Access): Response {
  const headers = {
    ...view.flagsHeaders,
    etag: environment.etagFor('document'),
    'last-modified': new Date(environment.updatedAtSeconds * 1000).toUTCString(),
  };
  if (isUnchanged(sdk.request.headers, headers.etag, environment.updatedAtSeconds)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(environment.documentBody(), { headers });
}

function isUnchanged(request: Headers, etag: string, updatedAtSeconds: number): boolean {
  const seen = request.get('if-none-match');
  if (seen !== null) return seen === etag;
  const since = request.get('if-modified-since');
  return since !== null && Date.parse(since) / 1000 >= updatedAtSeconds;
}
