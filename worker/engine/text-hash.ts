/** 64 bits in two lanes: tells texts apart, and is no signature. */
export type TextHash = { readonly high: number; readonly low: number };

/** Two FNV-1a lanes with different offsets. */
export function hashText(text: string): TextHash {
  let high = 0x811c9dc5;
  let low = 0x2f0b4a27;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x01000193) + index;
  }
  return { high, low };
}

/** The hash of a sequence: as good as new text for whoever has hashed its parts before. */
export function joinHashes(parts: readonly TextHash[]): TextHash {
  let high = parts.length;
  let low = 0x9e3779b9;
  for (const part of parts) {
    high = mix(high ^ part.high);
    low = mix(Math.imul(low, 31) + part.low);
  }
  return { high, low };
}

/** As hexadecimal digits. */
export function writeHash({ high, low }: TextHash): string {
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

/** The last step of MurmurHash3: each bit of the input changes half of the output's. Source: Austin Appleby's public-domain SMHasher. */
function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
