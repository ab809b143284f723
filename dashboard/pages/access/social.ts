export const PROVIDERS = ['google', 'github'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What is kept while somebody is at the provider's: that it was asked from here, and where they wanted to go. */
export type Trip = { state: string; next: string };

/** Where the value of the provider's flag sends people, or null where it says nothing of use. Only addresses of the web count. */
export function providerAddress(
  provider: Provider,
  value: string | null,
  origin: string,
  state: string,
): string | null {
  const settings = readObject(value);
  const back = `${origin}/oauth/${provider}`;
  if (provider === 'google') {
    const { clientId } = settings;
    if (typeof clientId !== 'string' || clientId === '') return null;
    const query = {
      client_id: clientId,
      redirect_uri: back,
      response_type: 'token',
      scope: 'openid email profile',
      state,
    };
    return `https://accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams(query)}`;
  }
  const { url } = settings;
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const address = new URL(url);
  if (address.protocol !== 'https:') return null;
  address.searchParams.set('state', state);
  return address.href;
}

/** What the provider sends back: Google a token behind the `#`, GitHub a code. Null where it is not the answer to this question. */
export function readReturn(provider: Provider, { search, hash }: { search: string; hash: string }, trip: Trip | null) {
  const answer = new URLSearchParams(provider === 'google' ? hash.slice(1) : search);
  const credential = answer.get(provider === 'google' ? 'access_token' : 'code');
  if (trip === null || credential === null || credential === '' || answer.get('state') !== trip.state) return null;
  return credential;
}

/** Who was invited may make an account where nobody else may. */
export function invitationOf(next: string): { sign_up_type?: 'INVITE_EMAIL' | 'INVITE_LINK'; invite_hash?: string } {
  const found = /^\/(invite|invite-link)\/([^/?]+)$/.exec(next);
  if (found?.[2] === undefined) return {};
  return { sign_up_type: found[1] === 'invite' ? 'INVITE_EMAIL' : 'INVITE_LINK', invite_hash: found[2] };
}

function readObject(value: string | null): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
