/** What destinations a deployment allows beside public https ones. */
export type OutboundPolicy = { allowHttp: boolean; allowPrivate: boolean };

const LONGEST = 2_000;
/** Names that never lead to a public machine. */
const PRIVATE_NAME =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|example|onion|arpa)$/;

/** First address and prefix length of ranges that are not the public internet. */
const PRIVATE_IPV4: readonly [string, number][] = [
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
 * Why a request must not be sent there, or null. Judged on the parsed address: parsing folds decimal, hexadecimal and octal
 * spellings of an IP address into one.
 */
export function findOutboundFault(text: string, { allowHttp, allowPrivate }: OutboundPolicy): string | null {
  if (text.length > LONGEST) return 'The address is too long.';
  if (!URL.canParse(text)) return 'The address is not a valid URL.';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:'))
    return 'The address must begin with https://.';
  if (url.username !== '' || url.password !== '') return 'The address must not hold credentials.';
  return allowPrivate || isPublicHost(url.hostname) ? null : 'The address must lead to the public internet.';
}

function isPublicHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPublicIpv6(hostname.slice(1, -1));
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return isPublicIpv4(toNumber(hostname));
  const name = hostname.replace(/\.$/, '').toLowerCase();
  return name.includes('.') && !/\.\./.test(name) && !PRIVATE_NAME.test(name);
}

function isPublicIpv4(address: number): boolean {
  return !PRIVATE_IPV4.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(toNumber(first) / size);
  });
}

/**
 * Only global unicast (2000::/3) is public, and of that neither documentation, benchmarks nor tunnels (Teredo, 6to4), which hold
 * an IPv4 address of any kind. IPv4-mapped and NAT64 addresses lie outside of it.
 */
function isPublicIpv6(text: string): boolean {
  const [first = 0, second = 0] = expand(text);
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2001 && (second < 0x0200 || second === 0x0db8)) return false;
  return first !== 0x2002 && !(first === 0x3fff && second < 0x1000);
}

/** The eight groups of an address as URLs write it: in hexadecimal, at most one run of zeros left out. */
function expand(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const groupsOf = (part: string) => part.split(':').filter((group) => group !== '');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function toNumber(dotted: string): number {
  return dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
