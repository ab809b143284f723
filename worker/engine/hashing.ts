import { digest, digestInput, writeByte, writeText } from './md5.ts';

const COMMA = 44;
const BUCKETS = 9999;
const TOP_BUCKET = BUCKETS - 1;

/**
 * The percentage, in [0, 100), at which an object (segment or feature state key) places a subject (identity key or
 * property value): MD5 of "object,subject" as a 128-bit number, modulo 9999, over 9998, times 100.
 */
export function percentageOf(objectKey: string, subject: string): number {
  let bucket = bucketOf(objectKey, subject, 1);
  // compat: a percentage of exactly 100 is hashed again with the list of ids doubled, tripled, and so on.
  for (let copies = 2; bucket === TOP_BUCKET; copies++) bucket = bucketOf(objectKey, subject, copies);
  return (bucket / TOP_BUCKET) * 100;
}

function bucketOf(objectKey: string, subject: string, copies: number): number {
  let length = 0;
  for (let copy = 0; copy < copies; copy++) {
    if (copy > 0) length = writeByte(COMMA, length);
    length = writeText(objectKey, length);
    length = writeByte(COMMA, length);
    length = writeText(subject, length);
  }
  digestInput(length);
  return digestModulo();
}

/** The digest as a big-endian number modulo 9999, 16 bits at a time so that every step stays in 32-bit integers. */
function digestModulo(): number {
  let rest = 0;
  for (let index = 0; index < 4; index++) {
    const word = digest[index] as number;
    const high = ((word & 0xff) << 8) | ((word >>> 8) & 0xff);
    const low = ((word >>> 8) & 0xff00) | (word >>> 24);
    rest = ((rest << 16) | high) % BUCKETS;
    rest = ((rest << 16) | low) % BUCKETS;
  }
  return rest;
}
