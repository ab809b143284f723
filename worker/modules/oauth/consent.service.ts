import type { AuthorisationQuery, AuthorisationRequest, ConsentAnswer } from '../../contract/oauth.ts';
import type { ApplicationScope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { describeAccountChange } from '../accounts/account-audit.service.ts';
import { ownUser } from '../accounts/profile.service.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { isClientId } from './client-authentication.service.ts';
import { findClient, type Client } from './clients.queries.ts';
import { insertGrant } from './grants.queries.ts';
import { issuerOf } from './metadata.service.ts';
import { OAuthFault, type OAuthErrorCode } from './oauth-fault.ts';
import { isChallenge } from './pkce.ts';
import { isRegisteredRedirect, withParameters } from './redirect-uris.ts';
import { newSecret } from './secrets.ts';

const CODE_SECONDS = 300;
const LONGEST_STATE = 2_000;

/** What a scope lets an application do, in words for the consent page. */
const SCOPES: Record<ApplicationScope, string> = {
  'admin-api':
    'Do all that you may do in your organisations, projects and environments. It cannot change your account, its password or its second factor.',
  mcp: 'See and change features, segments, identities and what else you may use in your projects. It cannot administer organisations or environments, see their keys, or touch your account.',
};

type Request = {
  client: Client;
  redirectUri: string;
  scope: ApplicationScope;
  challenge: string;
  state: string | undefined;
};

/** What an application asks for, checked. Throws OAuthFault. */
export async function describeRequest(context: Context, query: AuthorisationQuery): Promise<AuthorisationRequest> {
  const { client, redirectUri, scope } = await readRequest(context, query);
  return {
    application: { name: client.name, client_id: client.clientId },
    scopes: { [scope]: SCOPES[scope] },
    redirect_uri: redirectUri,
    is_verified: client.skipAuthorization,
  };
}

/** Where the browser goes with what the caller has decided: with a code for the application, or with its refusal. Throws OAuthFault. */
export async function decide(context: Context, query: AuthorisationQuery, isAllowed: boolean): Promise<ConsentAnswer> {
  const { client, redirectUri, scope, challenge, state } = await readRequest(context, query);
  const iss = issuerOf(context);
  if (!isAllowed) {
    const error_description = 'The user did not allow it.';
    return { redirect_uri: withParameters(redirectUri, { error: 'access_denied', error_description, state, iss }) };
  }
  const user = await ownUser(context);
  const { secret, hash } = await newSecret('code');
  const expiresAt = new Date(context.now().getTime() + CODE_SECONDS * 1_000);
  await transact(context, async (write) => {
    await insertGrant(write.db, {
      applicationId: client.id,
      userId: user.id,
      codeHash: hash,
      redirectUri,
      scope,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      expiresAt,
    });
    const log = `Application allowed to act for ${user.email}: ${client.name}`;
    const what = { log, change: 'UPDATE' as const, after: { application: client.clientId, scope } };
    for (const entry of await describeAccountChange(write.db, user, what)) recordAudit(write, entry);
  });
  return { redirect_uri: withParameters(redirectUri, { code: secret, state, iss }) };
}

/** Before client and address are known to belong together, nobody is sent anywhere. */
async function readRequest(context: Context, query: AuthorisationQuery): Promise<Request> {
  const { client_id: clientId = '', redirect_uri: redirectUri = '', state } = query;
  const client = isClientId(clientId) ? await findClient(context.database.db, clientId) : null;
  if (client === null) throw new OAuthFault('invalid_request', 'No application is registered under this client_id.');
  if (!isRegisteredRedirect(redirectUri, client.redirectUris)) {
    throw new OAuthFault('invalid_request', 'The redirect_uri is not one that the application has registered.');
  }
  const refuse = (code: OAuthErrorCode, description: string) => {
    const back = { error: code, error_description: description, state, iss: issuerOf(context) };
    return new OAuthFault(code, description, withParameters(redirectUri, back));
  };
  if (state !== undefined && state.length > LONGEST_STATE) {
    throw new OAuthFault('invalid_request', 'The state is too long.');
  }
  if (query.response_type !== 'code') throw refuse('unsupported_response_type', 'response_type must be "code".');
  if (!isChallenge(query.code_challenge) || query.code_challenge_method !== 'S256') {
    throw refuse('invalid_request', 'A code_challenge with the code_challenge_method "S256" is required.');
  }
  const scope = scopeOf(client);
  const asked = query.scope?.split(' ').filter((one) => one !== '') ?? [];
  // Clients that ask for all that the server knows get what is for them.
  if (asked.length > 0 && !asked.includes(scope)) {
    throw refuse('invalid_scope', `This application may ask for the scope "${scope}" alone.`);
  }
  return { client, redirectUri, scope, challenge: query.code_challenge, state };
}

/** Only what is ours is trusted with more than the work on features. */
function scopeOf({ skipAuthorization }: Client): ApplicationScope {
  return skipAuthorization ? 'admin-api' : 'mcp';
}
