/** Who else can say who somebody is. */
export type Provider = 'google' | 'github';

export const PROVIDERS: Readonly<Record<Provider, string>> = { google: 'Google', github: 'GitHub' };

/** Google's `clientId` from the value of its flag; null where it says none. */
export function readGoogle(value: string | null): string | null {
  const clientId = readField(value, 'clientId');
  return clientId === null || clientId.trim() === '' ? null : clientId.trim();
}

/** Where GitHub asks, from the value of its flag; null where that is no address of the web. */
export function readGithub(value: string | null): string | null {
  const url = readField(value, 'url');
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}

/** Google sends its access token back in the fragment, which no server sees. */
export function googleAddress(clientId: string, origin: string, state: string): string {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${origin}/oauth/google`,
    response_type: 'token',
    scope: 'openid email profile',
    prompt: 'select_account',
    state,
  });
  return `https://accounts.google.com/o/oauth2/v2/auth?${query}`;
}

export function githubAddress(url: string, state: string): string {
  const address = new URL(url);
  address.searchParams.set('state', state);
  return address.href;
}

/** What a provider sent back. `secret` is Google's access token, or GitHub's code. */
export type Return = { state: string; secret: string | null; problem: string | null };

export function readReturn(provider: Provider, { search, hash }: Pick<Location, 'search' | 'hash'>): Return {
  const query = new URLSearchParams(search);
  const fragment = new URLSearchParams(hash.slice(1));
  const read = (name: string) => fragment.get(name) ?? query.get(name);
  return {
    state: read('state') ?? '',
    secret: provider === 'google' ? fragment.get('access_token') : query.get('code'),
    problem: read('error_description') ?? read('error'),
  };
}

/** The invitation that somebody is on their way to, which lets new people in. */
export function inviteOf(next: string): { sign_up_type?: 'INVITE_EMAIL' | 'INVITE_LINK'; invite_hash?: string } {
  const found = /^\/(invite|invite-link)\/([^/?#]+)/.exec(next);
  if (found?.[2] === undefined) return {};
  const type = found[1] === 'invite' ? 'INVITE_EMAIL' : 'INVITE_LINK';
  try {
    return { sign_up_type: type, invite_hash: decodeURIComponent(found[2]) };
  } catch {
    return {};
  }
}

function readField(value: string | null, name: string): string | null {
  try {
    const field = (JSON.parse(value ?? '') as Record<string, unknown> | null)?.[name];
    return typeof field === 'string' ? field : null;
  } catch {
    return null;
  }
}
