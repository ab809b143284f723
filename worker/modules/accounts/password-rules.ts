import { isCommonPassword } from './common-passwords.ts';

const SHORTEST = 8;
/** Share of pairs of letters in common from which on two texts count as similar. */
const SIMILAR = 0.6;

/** What is wrong with a new password of somebody with these attributes (email, names); empty for a good one. */
export function findPasswordFaults(password: string, attributes: readonly string[]): string[] {
  const faults: string[] = [];
  if ([...password].length < SHORTEST)
    faults.push(`This password is too short. It must have at least ${SHORTEST} characters.`);
  if (isCommonPassword(password)) faults.push('This password is one of the most common ones.');
  if (/^\d+$/.test(password)) faults.push('This password consists of digits only.');
  const isNear = attributes.flatMap(partsOf).some((part) => similarity(password, part) >= SIMILAR);
  if (isNear) faults.push('This password is too similar to your name or email address.');
  return faults;
}

/** The attribute as a whole, what an address has before its @, and its words. */
function partsOf(attribute: string): string[] {
  return [attribute, ...attribute.split('@', 1), ...attribute.split(/\W+/)].filter((part) => part.length >= 3);
}

/** Dice's coefficient over pairs of neighbouring characters: 1 for texts that are equal but for case. */
function similarity(left: string, right: string): number {
  const ours = pairsOf(left);
  const theirs = pairsOf(right);
  if (ours.length === 0 || theirs.length === 0) return 0;
  const total = ours.length + theirs.length;
  let common = 0;
  for (const pair of ours) {
    const index = theirs.indexOf(pair);
    if (index < 0) continue;
    theirs.splice(index, 1);
    common += 1;
  }
  return (2 * common) / total;
}

/** Of the first 200 characters: names and addresses are shorter than that. */
function pairsOf(text: string): string[] {
  const lower = text.slice(0, 200).toLowerCase();
  return Array.from({ length: Math.max(0, lower.length - 1) }, (_, index) => lower.slice(index, index + 2));
}
