/**
 * How well typed letters fit a text: null where they are not all in it, in their order; else the less, the better. Letters that begin a word
 * or follow each other count for more than letters here and there.
 */
export function scoreOf(typed: string, text: string): number | null {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, '');
  const given = text.toLowerCase();
  if (wanted === '') return 0;
  const whole = given.indexOf(typed.trim().toLowerCase());
  if (whole >= 0) return whole === 0 ? -2 : isWordStart(given, whole) ? -1 : whole / 1_000;
  let score = 1;
  let at = -1;
  for (const letter of wanted) {
    const next = given.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next !== at + 1 && !isWordStart(given, next)) score += 1;
    at = next;
  }
  return score + given.length / 1_000;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

/** Those that fit, the best first; equals stay in their order. */
export function rank<Item extends { label: string }>(typed: string, items: readonly Item[]): Item[] {
  return items
    .flatMap((item) => {
      const score = scoreOf(typed, item.label);
      return score === null ? [] : [{ item, score }];
    })
    .toSorted((a, b) => a.score - b.score)
    .map(({ item }) => item);
}
