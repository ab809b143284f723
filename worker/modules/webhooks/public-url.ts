import { invalid } from '../../core/errors.ts';

/** First addresses and prefix lengths of the IPv4 ranges that are not public. */
const RESERVED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/**
 * Throws INVALID under `url` unless the address could be a public one: no private or reserved address in any spelling, no name that
 * only has a meaning inside a network, no credentials. Where the name leads to is for the sender to see.
 */
export function requirePublicUrl(text: string): void {
  if (!isPublicUrl(text)) throw invalid({ url: ['Enter a URL that can be reached from the internet.'] });
}

export function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  if (url.username !== '' || url.password !== '') return false;
  // The parser has folded every spelling of an IPv4 address into the dotted one.
  const host = url.hostname.replace(/\.$/, '');
  if (host.startsWith('[')) return isPublicV6(host.slice(1, -1));
  if (/^\d+(\.\d+){3}$/.test(host)) return isPublicV4(host);
  return host.includes('.') && !/(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/.test(host);
}

function isPublicV4(address: string): boolean {
  const value = toNumber(address);
  return RESERVED_V4.every(([first, bits]) => value >>> (32 - bits) !== toNumber(first) >>> (32 - bits));
}

/** Global unicast only, without the parts of it that are for documentation or lead to IPv4 addresses. */
function isPublicV6(address: string): boolean {
  const [first = '', second = ''] = address.split(':');
  const [high, low] = [parseInt(first || '0', 16), parseInt(second || '0', 16)];
  if (high >>> 13 !== 1 || high === 0x2002) return false;
  return high !== 0x2001 || (low !== 0x0db8 && low > 0x01ff);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}
