const PREFIX = /^\{"checksum":"([0-9a-f]{16})",/;
/** Length of the prefix, which is the same for every text. */
const PREFIX_LENGTH = 31;

/** The JSON text of an object with a checksum of the rest as its first member. It tells damage, not forgery. */
export function withChecksum(json: string): string {
  const rest = json.slice(1);
  return `{"checksum":"${checksum(rest, 0)}",${rest}`;
}

/** Whether a text came out of `withChecksum` and arrived as it was. */
export function isIntact(text: string): boolean {
  const stated = PREFIX.exec(text)?.[1];
  return stated !== undefined && stated === checksum(text, PREFIX_LENGTH);
}

/** Two lanes of 32 bits over the text from `start` on. In plain arithmetic, because readers cannot wait for a digest. */
export function checksum(text: string, start = 0): string {
  let left = 0xdeadbeef;
  let right = 0x41c6ce57;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    left = Math.imul(left ^ code, 2_654_435_761);
    right = Math.imul(right ^ code, 1_597_334_677);
  }
  left = Math.imul(left ^ (left >>> 16), 2_246_822_507) ^ Math.imul(right ^ (right >>> 13), 3_266_489_909);
  right = Math.imul(right ^ (right >>> 16), 2_246_822_507) ^ Math.imul(left ^ (left >>> 13), 3_266_489_909);
  return hex(right) + hex(left);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
