/**
 * What goes with every file of the dashboard, whoever serves it. `flagsUrl` is where the flags that steer the dashboard itself come
 * from, if that is another origin.
 */
export function securityHeaders(flagsUrl?: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${originOf(flagsUrl)}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** With a space before it; empty for a path, and for what is no address of the web. */
function originOf(url = ''): string {
  return /^https?:/i.test(url) && URL.canParse(url) ? ` ${new URL(url).origin}` : '';
}
