const LONGEST = 2_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** RFC 8252: applications listen on whatever port is free. Names are resolved by others, so it holds for addresses alone. */
const ANY_PORT = new Set(['127.0.0.1', '[::1]']);

/** Why applications may not be registered with the address, or null. */
export function findRedirectFault(text: string): string | null {
  if (text.length > LONGEST) return 'A redirect URI is too long.';
  // What URLs are cleaned of before they are parsed must not be registered: the comparison is of texts.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\') || !URL.canParse(text)) {
    return 'A redirect URI is not a valid URL.';
  }
  const url = new URL(text);
  const isLoopback = url.protocol === 'http:' && LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) return 'Redirect URIs must begin with https://, or lead to loopback.';
  if (url.username !== '' || url.password !== '') return 'A redirect URI must not hold credentials.';
  return text.includes('#') ? 'A redirect URI must not have a fragment.' : null;
}

/** Whether it is one of the registered addresses: the same text, but for the port of a loopback address. */
export function isRegisteredRedirect(text: string, registered: readonly string[]): boolean {
  if (registered.includes(text)) return true;
  if (findRedirectFault(text) !== null) return false;
  const asked = withoutLoopbackPort(text);
  return asked !== null && registered.some((one) => withoutLoopbackPort(one) === asked);
}

/** Null for what is no loopback address. */
function withoutLoopbackPort(text: string): string | null {
  const url = new URL(text);
  if (url.protocol !== 'http:' || !ANY_PORT.has(url.hostname)) return null;
  const port = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/i.exec(text);
  return port === null ? null : `${port[1]?.toLowerCase()}${text.slice(port[0].length)}`;
}

/** The address with more parameters; those that are undefined are left out. */
export function withParameters(redirectUri: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}
