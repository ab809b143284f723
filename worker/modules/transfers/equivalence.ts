import type { EnvironmentDocument } from '../../contract/environment-document.ts';
import type { Equivalence } from '../../contract/transfers.ts';
import { compileEnvironment, evaluateIdentity, type Outcome } from '../../engine/index.ts';

type Traits = Map<string, string | number | boolean>;
type Context = { identifier: string; traits: Traits };

const MOST_MISMATCHES = 100;

export function newEquivalence(): Equivalence {
  return { contexts: 0, flags: 0, mismatch_count: 0, mismatches: [] };
}

/**
 * Evaluates `count` generated contexts, and every identity with overrides up to that number, over both documents, and adds to the result how
 * many flags were compared and which differ: by enabled, value or variant.
 */
export function compareDocuments(
  result: Equivalence,
  before: EnvironmentDocument,
  after: EnvironmentDocument,
  count: number,
): void {
  const [left, right] = [compileEnvironment(before), compileEnvironment(after)];
  const known = before.identity_overrides.slice(0, count).map(({ identifier }) => ({ identifier, traits: new Map() }));
  for (const identity of [...known, ...generateContexts(before, count)]) {
    const { identifier } = identity;
    const was = describeAll(evaluateIdentity(left, identity));
    const is = describeAll(evaluateIdentity(right, identity));
    result.contexts += 1;
    for (const [feature, outcome] of was) {
      result.flags += 1;
      const other = is.get(feature) ?? 'missing';
      if (other === outcome) continue;
      result.mismatch_count += 1;
      if (result.mismatches.length >= MOST_MISMATCHES) continue;
      result.mismatches.push({ environment: before.name, identifier, feature, before: outcome, after: other });
    }
  }
}

/** Contexts that reach the segments: trait values are those that conditions name, or near them. The same for the same document. */
export function generateContexts(document: EnvironmentDocument, count: number): Context[] {
  const values = new Map<string, string[]>();
  const visit = (rules: EnvironmentDocument['project']['segments'][number]['rules']) => {
    for (const { rules: nested, conditions } of rules) {
      for (const { property_: property, value } of conditions) {
        if (!property || property.startsWith('$.')) continue;
        const list = values.get(property) ?? [];
        if (list.length < 200) list.push(...(value ?? '').slice(0, 2_000).split(',', 20), value?.slice(0, 2_000) ?? '');
        values.set(property, list);
      }
      visit(nested);
    }
  };
  for (const { rules } of document.project.segments) visit(rules);
  const draw = newDraw(count);
  return Array.from({ length: count }, (_, index) => {
    const traits: Traits = new Map();
    for (const [property, list] of values) {
      if (draw(4) === 0) continue;
      traits.set(property, toTrait(list[draw(list.length)] ?? '', draw(4)));
    }
    return { identifier: `equivalence-${index}`, traits };
  });
}

function toTrait(text: string, way: number): string | number | boolean {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return way === 0 ? number + 1 : way === 1 ? number - 1 : number;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return way === 0 ? `${text}-other` : text;
}

/** Numbers below `n`, the same row of them each time. */
function newDraw(seed: number): (n: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function describeAll(outcomes: readonly Outcome[]): Map<string, string> {
  return new Map(outcomes.map((outcome) => [outcome.feature.name, describe(outcome)]));
}

function describe({ enabled, value, variant }: Outcome): string {
  return JSON.stringify({ enabled, value, variant });
}
