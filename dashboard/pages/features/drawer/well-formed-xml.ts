const NAME = String.raw`[\p{L}_:][\p{L}\p{N}_:.\-]*`;
const ENTITY = String.raw`&(?:#\d+|#x[\da-f]+|${NAME});`;
const TEXT = String.raw`(?:[^<&]|${ENTITY})`;
const ATTRIBUTE = String.raw`\s+(${NAME})\s*=\s*(?:"(?:[^<&"]|${ENTITY})*"|'(?:[^<&']|${ENTITY})*')`;
const ANY_TAG = new RegExp(String.raw`<(/?)(${NAME})((?:${ATTRIBUTE})*)\s*(/?)>`, 'uy');
const OTHERS = new RegExp(
  String.raw`<!--(?:(?!--)[^])*-->|<!\[CDATA\[(?:(?!\]\]>)[^])*\]\]>|<\?(?:(?!\?>)[^])*\?>|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>|${TEXT}+`,
  'iuy',
);

/**
 * Whether a text has one root, with tags, attributes and entities as XML demands. The browser's own parser is out of reach: the policy of the
 * page lets no text become a document. What stands within a DOCTYPE is not looked at.
 */
export function isWellFormedXml(text: string): boolean {
  const open: string[] = [];
  let roots = 0;
  let at = 0;
  while (at < text.length) {
    const isOutside = open.length === 0;
    const tag = matchAt(ANY_TAG, text, at);
    const other = tag === null ? matchAt(OTHERS, text, at) : null;
    if (tag === null && (other === null || (isOutside && !/^(\s+$|<[!?])/.test(other[0])))) return false;
    if (tag !== null && !followTag(open, tag)) return false;
    if (tag !== null && isOutside) roots += 1;
    at += (tag ?? other)?.[0].length ?? 1;
  }
  return roots === 1 && open.length === 0;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Opens or closes an element; false for a tag that cannot stand there. */
function followTag(open: string[], [, close, name = '', attributes = '', , empty]: RegExpExecArray): boolean {
  if (close === '/') return open.pop() === name && attributes === '' && empty === '';
  if (empty === '') open.push(name);
  return !hasTwice(attributes);
}

function hasTwice(attributes: string): boolean {
  const names = [...attributes.matchAll(new RegExp(ATTRIBUTE, 'gu'))].map(([, name]) => name);
  return new Set(names).size < names.length;
}
