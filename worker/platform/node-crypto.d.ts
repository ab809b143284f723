/** What the Worker uses of Node's API; its own types would bring Node's globals along. */
declare module 'node:crypto' {
  export function randomBytes(size: number): Uint8Array<ArrayBuffer>;
  export function scryptSync(
    password: string,
    salt: Uint8Array,
    keyBytes: number,
    options: { N: number; r: number; p: number; maxmem: number },
  ): Uint8Array;
  export function createHmac(
    algorithm: string,
    key: Uint8Array,
  ): { update(message: Uint8Array): { digest(): Uint8Array } };
  export function timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean;
}
