/**
 * MD5 without the platform's crypto: in workerd `createHash` costs eleven times as much, and Web Crypto is asynchronous.
 * Messages lie in scratch memory that is reused, so hashing allocates nothing. Needs a little-endian machine, as every
 * target of V8 is.
 */

const BLOCK = 64;
const LENGTH_FIELD = 8;

/** The last digest, as four little-endian words. */
export const digest: Int32Array = new Int32Array(4);

/** A growing buffer for one message. */
export class Message {
  private bytes = new Uint8Array(BLOCK * 4);
  private words = new Int32Array(this.bytes.buffer);

  /** Writes text as UTF-8 at an offset and returns the offset after it; lone surrogates become U+FFFD. */
  writeText(text: string, offset: number): number {
    const length = text.length;
    this.reserve(offset + length * 3);
    const out = this.bytes;
    let at = offset;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x80) out[at++] = code;
      else if (code < 0x800) {
        out[at++] = 0xc0 | (code >> 6);
        out[at++] = 0x80 | (code & 0x3f);
      } else {
        const point = text.codePointAt(index) as number;
        if (point > 0xffff) index++;
        at = writeWide(out, point, at);
      }
    }
    return at;
  }

  writeByte(byte: number, offset: number): number {
    this.reserve(offset + 1);
    this.bytes[offset] = byte;
    return offset + 1;
  }

  /** Ends the message after `length` bytes with MD5's padding, which lies beyond them. */
  pad(length: number): void {
    const size = paddedSize(length);
    this.reserve(size);
    this.bytes[length] = 0x80;
    this.bytes.fill(0, length + 1, size);
    this.words[(size >> 2) - 2] = length << 3;
    this.words[(size >> 2) - 1] = Math.floor(length / 0x20000000);
  }

  /** Digests a padded message of `length` bytes into `digest`. */
  digest(length: number): void {
    const end = paddedSize(length) >> 2;
    digest[0] = 0x67452301;
    digest[1] = 0xefcdab89;
    digest[2] = 0x98badcfe;
    digest[3] = 0x10325476;
    for (let at = 0; at < end; at += BLOCK >> 2) digestBlock(this.words, at, digest);
  }

  private reserve(size: number): void {
    if (size + BLOCK * 2 <= this.bytes.length) return;
    const larger = new Uint8Array(Math.ceil((size * 2) / BLOCK + 2) * BLOCK);
    larger.set(this.bytes);
    this.bytes = larger;
    this.words = new Int32Array(larger.buffer);
  }
}

function paddedSize(length: number): number {
  return (((length + LENGTH_FIELD) >> 6) + 1) * BLOCK;
}

function writeWide(out: Uint8Array, codePoint: number, offset: number): number {
  const point = codePoint >= 0xd800 && codePoint < 0xe000 ? 0xfffd : codePoint;
  let at = offset;
  if (point > 0xffff) {
    out[at++] = 0xf0 | (point >> 18);
    out[at++] = 0x80 | ((point >> 12) & 0x3f);
  } else out[at++] = 0xe0 | (point >> 12);
  out[at++] = 0x80 | ((point >> 6) & 0x3f);
  out[at++] = 0x80 | (point & 0x3f);
  return at;
}

// The compression function, unrolled: a table-driven loop is three times slower. Each step adds what is known early first,
// since every step waits for the one before.
// oxlint-disable-next-line max-lines-per-function
function digestBlock(input: Int32Array, at: number, out: Int32Array): void {
  const x0 = input[at] as number;
  const x1 = input[at + 1] as number;
  const x2 = input[at + 2] as number;
  const x3 = input[at + 3] as number;
  const x4 = input[at + 4] as number;
  const x5 = input[at + 5] as number;
  const x6 = input[at + 6] as number;
  const x7 = input[at + 7] as number;
  const x8 = input[at + 8] as number;
  const x9 = input[at + 9] as number;
  const x10 = input[at + 10] as number;
  const x11 = input[at + 11] as number;
  const x12 = input[at + 12] as number;
  const x13 = input[at + 13] as number;
  const x14 = input[at + 14] as number;
  const x15 = input[at + 15] as number;
  let a = out[0] as number;
  let b = out[1] as number;
  let c = out[2] as number;
  let d = out[3] as number;
  a = (((a + x0 + -680876936) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x1 + -389564586) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x2 + 606105819) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x3 + -1044525330) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x4 + -176418897) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x5 + 1200080426) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x6 + -1473231341) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x7 + -45705983) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x8 + 1770035416) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x9 + -1958414417) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x10 + -42063) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x11 + -1990404162) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x12 + 1804603682) | 0) + (d ^ (b & (c ^ d)))) | 0;
  a = (((a << 7) | (a >>> 25)) + b) | 0;
  d = (((d + x13 + -40341101) | 0) + (c ^ (a & (b ^ c)))) | 0;
  d = (((d << 12) | (d >>> 20)) + a) | 0;
  c = (((c + x14 + -1502002290) | 0) + (b ^ (d & (a ^ b)))) | 0;
  c = (((c << 17) | (c >>> 15)) + d) | 0;
  b = (((b + x15 + 1236535329) | 0) + (a ^ (c & (d ^ a)))) | 0;
  b = (((b << 22) | (b >>> 10)) + c) | 0;
  a = (((a + x1 + -165796510) | 0) + (c & ~d) + (b & d)) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x6 + -1069501632) | 0) + (b & ~c) + (a & c)) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x11 + 643717713) | 0) + (a & ~b) + (d & b)) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x0 + -373897302) | 0) + (d & ~a) + (c & a)) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x5 + -701558691) | 0) + (c & ~d) + (b & d)) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x10 + 38016083) | 0) + (b & ~c) + (a & c)) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x15 + -660478335) | 0) + (a & ~b) + (d & b)) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x4 + -405537848) | 0) + (d & ~a) + (c & a)) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x9 + 568446438) | 0) + (c & ~d) + (b & d)) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x14 + -1019803690) | 0) + (b & ~c) + (a & c)) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x3 + -187363961) | 0) + (a & ~b) + (d & b)) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x8 + 1163531501) | 0) + (d & ~a) + (c & a)) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x13 + -1444681467) | 0) + (c & ~d) + (b & d)) | 0;
  a = (((a << 5) | (a >>> 27)) + b) | 0;
  d = (((d + x2 + -51403784) | 0) + (b & ~c) + (a & c)) | 0;
  d = (((d << 9) | (d >>> 23)) + a) | 0;
  c = (((c + x7 + 1735328473) | 0) + (a & ~b) + (d & b)) | 0;
  c = (((c << 14) | (c >>> 18)) + d) | 0;
  b = (((b + x12 + -1926607734) | 0) + (d & ~a) + (c & a)) | 0;
  b = (((b << 20) | (b >>> 12)) + c) | 0;
  a = (((a + x5 + -378558) | 0) + (b ^ (c ^ d))) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x8 + -2022574463) | 0) + (a ^ (b ^ c))) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x11 + 1839030562) | 0) + (d ^ (a ^ b))) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x14 + -35309556) | 0) + (c ^ (d ^ a))) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x1 + -1530992060) | 0) + (b ^ (c ^ d))) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x4 + 1272893353) | 0) + (a ^ (b ^ c))) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x7 + -155497632) | 0) + (d ^ (a ^ b))) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x10 + -1094730640) | 0) + (c ^ (d ^ a))) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x13 + 681279174) | 0) + (b ^ (c ^ d))) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x0 + -358537222) | 0) + (a ^ (b ^ c))) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x3 + -722521979) | 0) + (d ^ (a ^ b))) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x6 + 76029189) | 0) + (c ^ (d ^ a))) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x9 + -640364487) | 0) + (b ^ (c ^ d))) | 0;
  a = (((a << 4) | (a >>> 28)) + b) | 0;
  d = (((d + x12 + -421815835) | 0) + (a ^ (b ^ c))) | 0;
  d = (((d << 11) | (d >>> 21)) + a) | 0;
  c = (((c + x15 + 530742520) | 0) + (d ^ (a ^ b))) | 0;
  c = (((c << 16) | (c >>> 16)) + d) | 0;
  b = (((b + x2 + -995338651) | 0) + (c ^ (d ^ a))) | 0;
  b = (((b << 23) | (b >>> 9)) + c) | 0;
  a = (((a + x0 + -198630844) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x7 + 1126891415) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x14 + -1416354905) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x5 + -57434055) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (((a + x12 + 1700485571) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x3 + -1894986606) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x10 + -1051523) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x1 + -2054922799) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (((a + x8 + 1873313359) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x15 + -30611744) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x6 + -1560198380) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x13 + 1309151649) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  a = (((a + x4 + -145523070) | 0) + (c ^ (b | ~d))) | 0;
  a = (((a << 6) | (a >>> 26)) + b) | 0;
  d = (((d + x11 + -1120210379) | 0) + (b ^ (a | ~c))) | 0;
  d = (((d << 10) | (d >>> 22)) + a) | 0;
  c = (((c + x2 + 718787259) | 0) + (a ^ (d | ~b))) | 0;
  c = (((c << 15) | (c >>> 17)) + d) | 0;
  b = (((b + x9 + -343485551) | 0) + (d ^ (c | ~a))) | 0;
  b = (((b << 21) | (b >>> 11)) + c) | 0;
  out[0] = (out[0] as number) + a;
  out[1] = (out[1] as number) + b;
  out[2] = (out[2] as number) + c;
  out[3] = (out[3] as number) + d;
}
