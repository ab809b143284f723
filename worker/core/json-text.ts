const QUOTE = 34;
const BACKSLASH = 92;

/** Whether JSON text nests deeper than `limit`. A scan without recursion, so that hostile nesting never reaches code that walks values. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = findClosingQuote(text, index + 1);
    // `[` and `{` differ in one bit only, as their closing partners do.
    else if ((code | 32) === 123) {
      depth += 1;
      if (depth > limit) return true;
    } else if ((code | 32) === 125) depth -= 1;
  }
  return false;
}

/** Where the string that began before `start` ends; the end of the text if it never does. */
function findClosingQuote(text: string, start: number): number {
  for (let index = text.indexOf('"', start); index !== -1; index = text.indexOf('"', index + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return index;
  }
  return text.length;
}
