import { digest, Message } from './md5.ts';

const COMMA = 44;
const BUCKETS = 9999;
const TOP_BUCKET = BUCKETS - 1;
const MAX_KEPT_PREFIX = 16;
const MAX_KEPT_SUBJECT = 256;

/**
 * A message "object,subject" kept between hashes. One identity is hashed with many objects whose keys have equal lengths,
 * so mostly only the key's bytes change.
 */
class KeptMessage extends Message {
  subject: string | null = null;
  length = 0;
}

const kept: readonly KeptMessage[] = Array.from({ length: MAX_KEPT_PREFIX }, () => new KeptMessage());

/**
 * The percentage, in [0, 100), at which an object (segment or feature state key) places a subject (identity key or
 * property value): MD5 of "object,subject" as a 128-bit number, modulo 9999, over 9998, times 100.
 */
export function percentageOf(objectKey: string, subject: string): number {
  let bucket = firstBucket(objectKey, subject);
  // compat: a percentage of exactly 100 is hashed again with the list of ids doubled, tripled, and so on.
  for (let copies = 2; bucket === TOP_BUCKET; copies++) bucket = repeatedBucket(objectKey, subject, copies);
  return (bucket / TOP_BUCKET) * 100;
}

function firstBucket(objectKey: string, subject: string): number {
  const message = kept[objectKey.length];
  if (message === undefined || subject.length > MAX_KEPT_SUBJECT) return repeatedBucket(objectKey, subject, 1);
  const prefix = message.writeText(objectKey, 0);
  // A key with characters beyond ASCII takes more bytes than its length and would move the subject.
  if (prefix !== objectKey.length) return repeatedBucket(objectKey, subject, 1, message);
  if (message.subject !== subject) {
    message.length = message.writeText(subject, message.writeByte(COMMA, prefix));
    message.subject = subject;
    message.pad(message.length);
  }
  message.digest(message.length);
  return digestModulo();
}

function repeatedBucket(objectKey: string, subject: string, copies: number, message = new KeptMessage()): number {
  message.subject = null;
  let length = 0;
  for (let copy = 0; copy < copies; copy++) {
    if (copy > 0) length = message.writeByte(COMMA, length);
    length = message.writeText(objectKey, length);
    length = message.writeByte(COMMA, length);
    length = message.writeText(subject, length);
  }
  message.pad(length);
  message.digest(length);
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
