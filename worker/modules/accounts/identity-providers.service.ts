import {
  GithubEmails,
  GithubToken,
  GithubUser,
  GoogleClaims,
  GoogleIdToken,
  GoogleToken,
  GoogleUser,
} from '../../contract/identity-providers.ts';
import type { Context } from '../../core/context.ts';
import { ProviderFailed } from '../../core/errors.ts';
import { ask, form, required } from './ask-provider.ts';

/** What shows that a code is exchanged by whoever had it asked for. */
export type Proof = { redirect_uri: string; code_verifier: string; nonce: string };

/** Who somebody is, by the word of a provider. `email` is null unless the provider has proven it. */
export type ProvidedIdentity = { subject: string; email: string | null; firstName: string; lastName: string };

/**
 * Asks Google whose access token it is. A token that was given to another application than ours says nothing: whoever runs that one could
 * sign in as all its users. Throws ProviderFailed, and FORBIDDEN where Google is not set up.
 */
export async function askGoogle(context: Context, accessToken: string): Promise<ProvidedIdentity> {
  const clientId = required(context, 'GOOGLE_CLIENT_ID');
  const api = context.setting('GOOGLE_API_URL') ?? 'https://www.googleapis.com';
  const headers = { authorization: `Bearer ${accessToken}` };
  const [token, user] = await Promise.all([
    ask(context, GoogleToken, {
      url: `${api}/oauth2/v3/tokeninfo`,
      method: 'POST',
      ...form({ access_token: accessToken }),
    }),
    ask(context, GoogleUser, { url: `${api}/oauth2/v3/userinfo`, method: 'GET', headers }),
  ]);
  if (token.aud !== clientId) throw new ProviderFailed('The token was given to another application.');
  if (token.sub !== user.sub) throw new ProviderFailed('Google names two different people.');
  return toIdentity(user);
}

/**
 * Exchanges Google's code for what Google has signed about who it is (OpenID Connect). It counts if it was made for us, and for the question
 * that `nonce` was part of. Throws ProviderFailed, and FORBIDDEN where Google is not set up.
 */
export async function askGoogleByCode(context: Context, code: string, proof: Proof): Promise<ProvidedIdentity> {
  const { nonce, ...exchange } = proof;
  const clientId = required(context, 'GOOGLE_CLIENT_ID');
  const { id_token: token } = await ask(context, GoogleIdToken, {
    url: `${context.setting('GOOGLE_TOKEN_URL') ?? 'https://oauth2.googleapis.com'}/token`,
    method: 'POST',
    ...form({
      client_id: clientId,
      client_secret: required(context, 'GOOGLE_CLIENT_SECRET'),
      grant_type: 'authorization_code',
      code,
      ...exchange,
    }),
  });
  const claims = await context.identityTokens
    .verify(token, googleSite(context), context.now())
    .catch((cause: unknown) => {
      throw new ProviderFailed('What Google says about who you are is not signed as it should be.', { cause });
    });
  const said = GoogleClaims.safeParse(Object.fromEntries(claims));
  if (!said.success) throw new ProviderFailed('Google says something else than expected about who you are.');
  if (said.data.aud !== clientId) throw new ProviderFailed('The token was given to another application.');
  if (said.data.nonce !== nonce) throw new ProviderFailed('Google answers another question than was asked.');
  return toIdentity(said.data);
}

/** Where Google asks people, which is also what it calls itself. */
export const googleSite = ({ setting }: Context) => setting('GOOGLE_URL') ?? 'https://accounts.google.com';

function toIdentity(user: GoogleUser): ProvidedIdentity {
  const isVerified = user.email_verified === true || user.email_verified === 'true';
  return {
    subject: user.sub,
    email: isVerified ? (user.email ?? null) : null,
    firstName: user.given_name ?? '',
    lastName: user.family_name ?? '',
  };
}

/**
 * Exchanges GitHub's code and asks whose it is; `exchange` is what has to be shown along with it. Throws ProviderFailed, and FORBIDDEN where
 * GitHub is not set up.
 */
export async function askGithub(
  context: Context,
  code: string,
  exchange: Partial<Omit<Proof, 'nonce'>> = {},
): Promise<ProvidedIdentity> {
  const credentials = {
    client_id: required(context, 'GITHUB_CLIENT_ID'),
    client_secret: required(context, 'GITHUB_CLIENT_SECRET'),
  };
  const api = context.setting('GITHUB_API_URL') ?? 'https://api.github.com';
  const { access_token: token } = await ask(context, GithubToken, {
    url: `${githubSite(context)}/login/oauth/access_token`,
    method: 'POST',
    ...form({ ...credentials, code, ...exchange }),
  });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'user-agent': 'Halyard' };
  const [user, emails] = await Promise.all([
    ask(context, GithubUser, { url: `${api}/user`, method: 'GET', headers }),
    ask(context, GithubEmails, { url: `${api}/user/emails`, method: 'GET', headers }),
  ]);
  const [firstName = '', ...others] = (user.name ?? '').trim().split(/\s+/);
  return {
    subject: String(user.id),
    email: emails.find(({ primary, verified }) => primary && verified)?.email ?? null,
    firstName,
    lastName: others.join(' '),
  };
}

export const githubSite = ({ setting }: Context) => setting('GITHUB_URL') ?? 'https://github.com';
