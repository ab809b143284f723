const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Text of `length` characters that are hard to mistake for each other; 22 of them carry 128 bits. */
export function randomKey(length = 22): string {
  let key = '';
  while (key.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(2 * length))) {
      // 228 is the largest multiple of 57 below 256: what lies above would favour the first characters.
      if (byte < 228 && key.length < length) key += ALPHABET[byte % 57] ?? '';
    }
  }
  return key;
}
