import { GithubEmails, GithubToken, GithubUser, GoogleToken, GoogleUser } from '../../contract/identity-providers.ts';
import type { Context } from '../../core/context.ts';
import { forbidden } from '../../core/errors.ts';

/** Who somebody is, by the word of a provider. `email` is null unless the provider has proven it. */
export type ProvidedIdentity = { subject: string; email: string | null; firstName: string; lastName: string };

/** The provider could not be asked, or did not accept what it was shown. */
export class ProviderFailed extends Error {
  override readonly name = 'ProviderFailed';
}

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
  const isVerified = user.email_verified === true || user.email_verified === 'true';
  return {
    subject: user.sub,
    email: isVerified ? (user.email ?? null) : null,
    firstName: user.given_name ?? '',
    lastName: user.family_name ?? '',
  };
}

/** Exchanges GitHub's code and asks whose it is. Throws ProviderFailed, and FORBIDDEN where GitHub is not set up. */
export async function askGithub(context: Context, code: string): Promise<ProvidedIdentity> {
  const credentials = {
    client_id: required(context, 'GITHUB_CLIENT_ID'),
    client_secret: required(context, 'GITHUB_CLIENT_SECRET'),
  };
  const site = context.setting('GITHUB_URL') ?? 'https://github.com';
  const api = context.setting('GITHUB_API_URL') ?? 'https://api.github.com';
  const { access_token: token } = await ask(context, GithubToken, {
    url: `${site}/login/oauth/access_token`,
    method: 'POST',
    ...form({ ...credentials, code }),
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

function required({ setting }: Context, name: string): string {
  const value = setting(name);
  if (value === undefined) throw forbidden(`Signing in this way is not set up here: ${name} is missing.`);
  return value;
}

const form = (fields: Record<string, string>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  body: new URLSearchParams(fields).toString(),
});

type Request = Parameters<Context['outbound']['send']>[0];

type Schema<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

async function ask<T>({ outbound }: Context, schema: Schema<T>, request: Request): Promise<T> {
  const { host } = new URL(request.url);
  const reply = await outbound.send(request).catch((error: unknown) => {
    throw new ProviderFailed(`${host} cannot be reached.`, { cause: error });
  });
  if (reply.status !== 200) throw new ProviderFailed(`${host} answered ${reply.status}.`);
  const parsed = schema.safeParse(parseJson(reply.text));
  if (!parsed.success) throw new ProviderFailed(`${host} answered something else than expected.`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
