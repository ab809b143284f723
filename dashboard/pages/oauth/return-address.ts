/** Where an application gets its answer, for people to judge: the host, or that it is a program on their own machine. */
export function describeReturn(redirectUri: string): { host: string; isHere: boolean } {
  const { host, hostname } = new URL(redirectUri);
  return { host, isHere: /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) };
}

/** An address of the web; a page must not be sent to any other. */
export function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
