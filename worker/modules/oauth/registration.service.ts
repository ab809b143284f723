import type { ClientRegistration, RegisteredClient } from '../../contract/oauth.ts';
import type { Context } from '../../core/context.ts';
import { randomHex } from '../../core/random-hex.ts';
import { insertClient } from './clients.queries.ts';
import { OAuthFault } from './oauth-fault.ts';
import { findRedirectFault } from './redirect-uris.ts';
import { newSecret } from './secrets.ts';

const CLIENT_ID_BYTES = 20;
const MOST_REDIRECTS = 5;
const GRANT_TYPES = ['authorization_code', 'refresh_token'];
const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'];

/** Registers an application that nobody vouches for (RFC 7591): it may ask for the scope `mcp` alone. Throws OAuthFault. */
export async function registerClient(context: Context, input: ClientRegistration): Promise<RegisteredClient> {
  const name = readName(input.client_name);
  const redirectUris = readRedirectUris(input.redirect_uris);
  const grantTypes = readSome(input.grant_types, 'grant_types', GRANT_TYPES);
  const responseTypes = readSome(input.response_types, 'response_types', ['code']);
  const method = input.token_endpoint_auth_method ?? 'none';
  if (!AUTH_METHODS.includes(method)) {
    throw unfit(`token_endpoint_auth_method must be one of ${AUTH_METHODS.join(', ')}.`);
  }
  const secret = method === 'none' ? null : await newSecret('client');
  const row = await insertClient(context.database.db, {
    clientId: randomHex(CLIENT_ID_BYTES),
    clientSecretHash: secret?.hash ?? null,
    name,
    clientType: secret === null ? 'public' : 'confidential',
    redirectUris,
  });
  if (row === null) throw new Error('an insert returned no row');
  return {
    client_id: row.clientId,
    ...(secret === null ? {} : { client_secret: secret.secret, client_secret_expires_at: 0 }),
    client_id_issued_at: Math.floor(row.createdAt.getTime() / 1_000),
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: grantTypes,
    response_types: responseTypes,
    token_endpoint_auth_method: method,
    scope: 'mcp',
  };
}

/** compat: ASCII alone, so that no name looks like another one on the consent page. */
function readName(input: unknown): string {
  const name = typeof input === 'string' ? input.trim() : '';
  if (name === '' || name.length > 255) throw unfit('client_name must be a text of 1 to 255 characters.');
  if (/^[\w .()-]+$/.test(name)) return name;
  throw unfit('client_name may hold letters, digits, spaces, hyphens, underscores, dots and parentheses alone.');
}

function readRedirectUris(input: unknown): string[] {
  const isList = Array.isArray(input) && input.length >= 1 && input.length <= MOST_REDIRECTS;
  if (!isList)
    throw new OAuthFault('invalid_redirect_uri', `redirect_uris must be a list of 1 to ${MOST_REDIRECTS} URLs.`);
  return input.map((item: unknown) => {
    const fault = typeof item === 'string' ? findRedirectFault(item) : 'A redirect URI is no text.';
    if (fault !== null) throw new OAuthFault('invalid_redirect_uri', fault);
    return item as string;
  });
}

/** All of them where none are asked for. */
function readSome(input: unknown, field: string, known: string[]): string[] {
  if (input === undefined) return known;
  const isKnown = Array.isArray(input) && input.length <= 10 && input.every((item) => known.includes(item as string));
  if (!isKnown) throw unfit(`${field} may hold ${known.join(', ')} alone.`);
  return input as string[];
}

const unfit = (message: string) => new OAuthFault('invalid_client_metadata', message);
