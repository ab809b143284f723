/** What a condition can look at. `WholeFloat` is a numeric string such as "2.0", whose text differs from that of 2. */
export type Scalar = null | boolean | number | bigint | string | WholeFloat;

/** A float with an integral value, known to be a float because it was spelled with a decimal point. */
export class WholeFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** compat: Python refuses to read longer digit strings as integers, so they stay text. */
const MAX_INTEGER_DIGITS = 4300;
const MAX_EXACT_DIGITS = 15;
const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const POINT = 46;

/** Any JSON value as a condition sees it: objects and lists count as unset, numeric strings as numbers. */
export function toScalar(raw: unknown): Scalar {
  switch (typeof raw) {
    case 'string':
      return coerceText(raw);
    case 'number':
      return Number.isFinite(raw) ? raw : Number.NaN;
    case 'boolean':
    case 'bigint':
      return raw;
    default:
      return null;
  }
}

/** compat: `-?[0-9]+` is an integer and `-?[0-9]+\.[0-9]+` a float at evaluation time; Android sends every trait as text. */
function coerceText(text: string): Scalar {
  const length = text.length;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let point = 0;
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) continue;
    if (code !== POINT || point !== 0 || at === start || at === length - 1) return text;
    point = at;
  }
  if (length === start) return text;
  if (point === 0) return integerFrom(text, length - start);
  const value = Number(text);
  if (!Number.isFinite(value)) return Number.NaN;
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}

/** Exact beyond 2^53, so that neighbouring 64-bit ids stay different. */
function integerFrom(text: string, digits: number): Scalar {
  if (digits <= MAX_EXACT_DIGITS) return Number(text) + 0;
  return digits > MAX_INTEGER_DIGITS ? text : BigInt(text);
}

const DECIMAL = /^\s*[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?\s*$/;
const LONG_INTEGER = /^\s*\+?(-?\d{16,4300})\s*$/;

/** A condition value read as Python's `int()` or `float()` would; null when it is no finite number. */
export function parseNumber(text: string): number | bigint | null {
  if (!DECIMAL.test(text)) return null;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const long = LONG_INTEGER.exec(plain);
  if (long?.[1] !== undefined) return BigInt(long[1]);
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** The text Python's `str()` gives, as REGEX, IN and hashing use it; a JSON `1.0` reads as the integer 1 here. */
export function toText(value: Exclude<Scalar, null>): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return floatText(value);
    case 'bigint':
      return value.toString();
    default: {
      const text = floatText(value.value);
      return Math.abs(value.value) < 1e16 ? `${Object.is(value.value, -0) ? '-0' : text}.0` : wideText(value.value);
    }
  }
}

/** compat: Python switches to an exponent below 1e-4 and pads it to two digits. */
function floatText(value: number): string {
  if (value === 0 || Number.isInteger(value) || Math.abs(value) >= 1e-4) return String(value);
  return padExponent(value.toExponential());
}

function wideText(value: number): string {
  return padExponent(value.toExponential());
}

function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The number in a numeric or boolean scalar; null for text. */
export function toNumber(value: Scalar): number | bigint | null {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return null;
    default:
      return value === null ? null : value.value;
  }
}

/** Orders two strings by code point, as Python does; JavaScript's `<` orders UTF-16 units. */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return rankUnit(a) - rankUnit(b);
  }
  return left.length - right.length;
}

/** Moves surrogates above the rest of the basic plane, where the code points they stand for belong. */
function rankUnit(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

export type JsonObject = { readonly [key: string]: unknown };

/** True for a JSON object; false for lists, scalars and null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in a JSON list; none when it is no list. */
export function listObjects(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
