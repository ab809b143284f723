import { compareCodePoints } from './values.ts';

/** A version by SemVer 2: numeric parts as digit strings, so that any length compares exactly. Build metadata is dropped. */
export interface Version {
  readonly core: readonly [string, string, string];
  readonly prerelease: readonly string[];
  /** The core as numbers when each part has at most 15 digits; lets the common `x.y.z` compare without parsing to objects. */
  readonly numbers: readonly [number, number, number] | null;
}

const MAX_EXACT_DIGITS = 15;
const NUMERIC = /^(?:0|[1-9][0-9]*)$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;

/** Reads a strict SemVer 2 version (all three parts, no leading zeros, no `v`); null when it is not one. */
export function parseVersion(text: string): Version | null {
  const plus = text.indexOf('+');
  if (
    plus !== -1 &&
    !text
      .slice(plus + 1)
      .split('.')
      .every(isBuildIdentifier)
  )
    return null;
  const main = plus === -1 ? text : text.slice(0, plus);
  const dash = main.indexOf('-');
  const prerelease = dash === -1 ? [] : main.slice(dash + 1).split('.');
  if (!prerelease.every(isPrereleaseIdentifier)) return null;
  const [major, minor, patch, ...rest] = (dash === -1 ? main : main.slice(0, dash)).split('.');
  if (major === undefined || minor === undefined || patch === undefined || rest.length > 0) return null;
  if (!NUMERIC.test(major) || !NUMERIC.test(minor) || !NUMERIC.test(patch)) return null;
  const exact = Math.max(major.length, minor.length, patch.length) <= MAX_EXACT_DIGITS;
  const numbers = exact ? ([Number(major), Number(minor), Number(patch)] as const) : null;
  return { core: [major, minor, patch], prerelease, numbers };
}

function isBuildIdentifier(part: string): boolean {
  return IDENTIFIER.test(part);
}

function isPrereleaseIdentifier(part: string): boolean {
  return IDENTIFIER.test(part) && (NUMERIC.test(part) || !/^[0-9]+$/.test(part));
}

/** Negative, zero or positive as `text` comes before, with or after `version`; null when `text` is no version. */
export function compareToVersion(text: string, version: Version): number | null {
  if (version.numbers !== null) {
    const quick = compareReleases(text, version.numbers);
    if (quick !== null) return quick === 0 ? Math.sign(version.prerelease.length) : quick;
  }
  const parsed = parseVersion(text);
  return parsed === null ? null : compareVersions(parsed, version);
}

/** Compares a plain `x.y.z` without allocating; null when the text is anything else and needs the full reading. */
function compareReleases(text: string, release: readonly [number, number, number]): number | null {
  let at = 0;
  let order = 0;
  for (let part = 0; part < 3; part++) {
    const start = at;
    let value = 0;
    let digit = text.charCodeAt(at) - 48;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = text.charCodeAt(++at) - 48;
    }
    const digits = at - start;
    if (digits === 0 || digits > MAX_EXACT_DIGITS) return null;
    if (digits > 1 && text.charCodeAt(start) === 48) return null;
    if (order === 0) order = value - (release[part] as number);
    if (part < 2 && text.charCodeAt(at++) !== 46) return null;
  }
  return at === text.length ? order : null;
}

function compareVersions(left: Version, right: Version): number {
  for (let part = 0; part < 3; part++) {
    const order = compareDigits(left.core[part] as string, right.core[part] as string);
    if (order !== 0) return order;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

/** A release comes after its pre-releases; numeric identifiers come before textual ones, a prefix before its extension. */
function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareIdentifiers(left[index] as string, right[index] as string);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareIdentifiers(left: string, right: string): number {
  const leftNumeric = NUMERIC.test(left);
  if (leftNumeric !== NUMERIC.test(right)) return leftNumeric ? -1 : 1;
  return leftNumeric ? compareDigits(left, right) : compareCodePoints(left, right);
}

function compareDigits(left: string, right: string): number {
  return left.length - right.length || compareCodePoints(left, right);
}
