import { isObject, type JsonObject } from './values.ts';

/**
 * RFC 9535 without filter expressions, which count as an invalid path: names dotted or bracketed, indexes, slices,
 * wildcards and descendants. Written here because evaluation asks only for the first result and must not recurse.
 */
export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start: number | null; readonly end: number | null; readonly step: number }
  | { readonly kind: 'wildcard' };

export interface PathSegment {
  readonly descendant: boolean;
  readonly selectors: readonly Selector[];
}

/** A path gives up after visiting this many nodes, so that no document makes one condition slow. */
const MAX_VISITS = 10_000;
const MAX_PATH_LENGTH = 1000;

const NAME = /^[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_\u0080-\u{10ffff}]*/u;
const BLANK = /^[ \t\n\r]+/;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,14})/;
const SLICE =
  /^(0|-?[1-9][0-9]{0,14})?[ \t\n\r]*:[ \t\n\r]*(0|-?[1-9][0-9]{0,14})?(?:[ \t\n\r]*:[ \t\n\r]*(0|-?[1-9][0-9]{0,14})?)?/;

/** Parses a path that starts with `$`; null when it is not valid. */
export function parsePath(text: string): readonly PathSegment[] | null {
  return text.length <= MAX_PATH_LENGTH && text.startsWith('$') ? new PathParser(text).parse() : null;
}

class PathParser {
  private rest: string;

  constructor(text: string) {
    this.rest = text.slice(1);
  }

  parse(): PathSegment[] | null {
    const segments: PathSegment[] = [];
    while (this.rest !== '') {
      this.skip(BLANK);
      const segment = this.readSegment();
      if (segment === null) return null;
      segments.push(segment);
    }
    return segments;
  }

  private readSegment(): PathSegment | null {
    const descendant = this.take('..');
    if (this.take('[')) {
      const selectors = this.readBracketed();
      return selectors === null ? null : { descendant, selectors };
    }
    if (!descendant && !this.take('.')) return null;
    if (this.take('*')) return { descendant, selectors: [{ kind: 'wildcard' }] };
    const name = this.skip(NAME);
    return name === '' ? null : { descendant, selectors: [{ kind: 'name', name }] };
  }

  private readBracketed(): Selector[] | null {
    const selectors: Selector[] = [];
    for (;;) {
      this.skip(BLANK);
      const selector = this.readSelector();
      if (selector === null) return null;
      selectors.push(selector);
      this.skip(BLANK);
      if (this.take(']')) return selectors;
      if (!this.take(',')) return null;
    }
  }

  private readSelector(): Selector | null {
    const first = this.rest[0];
    if (first === "'" || first === '"') return this.readQuoted(first);
    if (this.take('*')) return { kind: 'wildcard' };
    const slice = SLICE.exec(this.rest);
    if (slice !== null) {
      this.rest = this.rest.slice(slice[0].length);
      const [start, end, step] = [slice[1], slice[2], slice[3]].map((part) =>
        part === undefined ? null : Number(part),
      );
      return { kind: 'slice', start: start ?? null, end: end ?? null, step: step ?? 1 };
    }
    const index = this.skip(INTEGER);
    return index === '' ? null : { kind: 'index', index: Number(index) };
  }

  private readQuoted(quote: string): Selector | null {
    let name = '';
    for (let at = 1; at < this.rest.length; at++) {
      const char = this.rest[at] as string;
      if (char === quote) {
        this.rest = this.rest.slice(at + 1);
        return { kind: 'name', name };
      }
      if (char < ' ') return null;
      if (char !== '\\') name += char;
      else {
        const escape = readNameEscape(this.rest, at + 1, quote);
        if (escape === null) return null;
        name += escape;
        at += this.rest[at + 1] === 'u' ? 5 : 1;
      }
    }
    return null;
  }

  private take(text: string): boolean {
    if (!this.rest.startsWith(text)) return false;
    this.rest = this.rest.slice(text.length);
    return true;
  }

  private skip(pattern: RegExp): string {
    const found = pattern.exec(this.rest)?.[0] ?? '';
    this.rest = this.rest.slice(found.length);
    return found;
  }
}

const NAME_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
};

/** One UTF-16 unit per `\u` escape; two in a row make up a surrogate pair. */
function readNameEscape(text: string, at: number, quote: string): string | null {
  const letter = text[at];
  if (letter === quote) return quote;
  if (letter !== 'u') return NAME_ESCAPES[letter ?? ''] ?? null;
  const digits = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 1, at + 5));
  return digits === null ? null : String.fromCharCode(Number.parseInt(digits[0], 16));
}

/** The first node a path selects in a JSON value; undefined when it selects none. */
export function findFirst(path: readonly PathSegment[], root: unknown): unknown {
  let nodes: unknown[] = [root];
  let budget = MAX_VISITS;
  for (const segment of path) {
    const inputs = segment.descendant ? listDescendants(nodes, budget) : nodes;
    const found: unknown[] = [];
    for (const node of inputs) {
      for (const selector of segment.selectors) selectInto(found, node, selector);
      budget -= 1;
      if (found.length > budget) return undefined;
    }
    nodes = found;
  }
  return nodes[0];
}

function listDescendants(nodes: readonly unknown[], limit: number): unknown[] {
  const listed: unknown[] = [];
  const pending = nodes.toReversed();
  while (pending.length > 0 && listed.length < limit) {
    const node = pending.pop();
    listed.push(node);
    const children = Array.isArray(node) ? node : isObject(node) ? Object.values(node) : [];
    for (let index = children.length - 1; index >= 0; index--) {
      if (typeof children[index] === 'object' && children[index] !== null) pending.push(children[index]);
    }
  }
  return listed;
}

function selectInto(found: unknown[], node: unknown, selector: Selector): void {
  if (Array.isArray(node)) selectItems(found, node, selector);
  else if (isObject(node)) selectMembers(found, node, selector);
}

function selectMembers(found: unknown[], node: JsonObject, selector: Selector): void {
  if (selector.kind === 'wildcard') for (const value of Object.values(node)) found.push(value);
  if (selector.kind === 'name' && Object.hasOwn(node, selector.name)) found.push(node[selector.name]);
}

function selectItems(found: unknown[], node: readonly unknown[], selector: Selector): void {
  const length = node.length;
  if (selector.kind === 'wildcard') for (const value of node) found.push(value);
  if (selector.kind === 'index') {
    const index = selector.index < 0 ? length + selector.index : selector.index;
    if (index >= 0 && index < length) found.push(node[index]);
  }
  if (selector.kind !== 'slice' || selector.step === 0) return;
  const forward = selector.step > 0;
  const start = boundSlice(selector.start, forward ? 0 : length - 1, length, forward);
  const end = boundSlice(selector.end, forward ? length : -1, length, forward);
  for (let at = start; forward ? at < end : at > end; at += selector.step) found.push(node[at]);
}

function boundSlice(bound: number | null, fallback: number, length: number, forward: boolean): number {
  if (bound === null) return fallback;
  const index = bound < 0 ? length + bound : bound;
  return forward ? Math.min(Math.max(index, 0), length) : Math.min(Math.max(index, -1), length - 1);
}
