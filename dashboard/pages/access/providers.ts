/** Google's `clientId` from the value of its flag; null where it says none. */
export function readGoogle(value: string | null): string | null {
  try {
    const { clientId } = (JSON.parse(value ?? '') ?? {}) as { clientId?: unknown };
    return typeof clientId === 'string' && clientId.trim() !== '' ? clientId.trim() : null;
  } catch {
    return null;
  }
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

/** What a provider sent back: an access token in the fragment, or a code. */
export type Return = { state: string; token: string | null; code: string | null; refusal: string | null };

export function readReturn({ search, hash }: Pick<Location, 'search' | 'hash'>): Return {
  const query = new URLSearchParams(search);
  const fragment = new URLSearchParams(hash.slice(1));
  const read = (name: string) => fragment.get(name) ?? query.get(name);
  const error = read('error');
  return {
    state: read('state') ?? '',
    token: fragment.get('access_token'),
    code: query.get('code'),
    refusal: error === 'access_denied' ? error : (read('error_description') ?? error),
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
