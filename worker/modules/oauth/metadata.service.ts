import type { ResourceMetadata, ServerMetadata } from '../../contract/oauth.ts';
import { applicationScopes } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { findSite, toSite } from '../accounts/site.service.ts';

const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post', 'none'];

/** Who issues our tokens, without a slash at its end: FLAGSMITH_API_URL, else where the request was sent to. Clients compare it. */
export function issuerOf({ setting, origin }: Pick<Context, 'setting' | 'origin'>): string {
  const url = setting('FLAGSMITH_API_URL');
  return url === undefined ? origin : toSite(url).replace(/\/api\/v1$/, '');
}

export async function describeServer(context: Context): Promise<ServerMetadata> {
  const issuer = issuerOf(context);
  const frontend = context.setting('FLAGSMITH_FRONTEND_URL');
  const site = frontend === undefined ? await findSite(context) : toSite(frontend);
  return {
    issuer,
    authorization_endpoint: `${site}/oauth/authorize/`,
    token_endpoint: `${issuer}/o/token/`,
    registration_endpoint: `${issuer}/o/register/`,
    revocation_endpoint: `${issuer}/o/revoke_token/`,
    introspection_endpoint: `${issuer}/o/introspect/`,
    scopes_supported: [...applicationScopes].toReversed(),
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    authorization_response_iss_parameter_supported: true,
  };
}

/** For clients that ask the API itself who lets them in; those that do not know us get the smaller scope. */
export function describeResource(context: Context): ResourceMetadata {
  const issuer = issuerOf(context);
  return {
    resource: issuer,
    authorization_servers: [issuer],
    scopes_supported: ['mcp'],
    bearer_methods_supported: ['header'],
  };
}
