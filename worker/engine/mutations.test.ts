import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildEngine, type BuiltEngine, type Edit } from './mutations.test-support.ts';
import { loadVectors } from './vectors.test-support.ts';

const vectors = loadVectors(join(import.meta.dirname, '../../vectors'));

/** Behaviours that the public cases leave open, each broken in the smallest way, and the case that must notice. */
const MUTATIONS: readonly { readonly name: string; readonly edits: readonly Edit[]; readonly caught: string }[] = [
  {
    name: 'a pattern may match anywhere',
    edits: [
      { file: 'regex-translation.ts', from: '\\\\A(?:${this.re2})', to: '(?:${this.re2})' },
      { file: 'regex-translation.ts', from: '`^(?:${this.native})`', to: '`(?:${this.native})`' },
    ],
    caught: 'regex-is-anchored-at-the-start',
  },
  {
    name: 'a split excludes its limit',
    edits: [{ file: 'operators.ts', from: 'percentage <= threshold', to: 'percentage < threshold' }],
    caught: 'percentage-split-includes-its-limit',
  },
  {
    name: 'a variant includes its limit',
    edits: [{ file: 'outcomes.ts', from: 'percentage < limit', to: 'percentage <= limit' }],
    caught: 'percentage-split-includes-its-limit',
  },
  {
    name: 'numeric text stays text',
    edits: [{ file: 'values.ts', from: 'return coerceText(raw);', to: 'return raw;' }],
    caught: 'numeric-text-is-a-number',
  },
  {
    name: 'the remainder takes the sign of the dividend',
    edits: [{ file: 'operators.ts', from: '? rest + divisor : rest', to: '? rest : rest' }],
    caught: 'modulo-takes-the-sign-of-the-divisor',
  },
  {
    name: 'booleans do not count in MODULO',
    edits: [
      {
        file: 'operators.ts',
        from: 'return number !== null && floorModulo',
        to: "return typeof value !== 'boolean' && number !== null && floorModulo",
      },
    ],
    caught: 'modulo-counts-booleans',
  },
  {
    name: 'a percentage of 100 stands',
    edits: [{ file: 'hashing.ts', from: 'bucket === TOP_BUCKET;', to: 'bucket > TOP_BUCKET;' }],
    caught: 'percentage-of-exactly-100-is-hashed-again',
  },
  {
    name: 'a segment without rules matches everybody',
    edits: [{ file: 'rules.ts', from: '|| rules.length === 0) return null', to: ') return null' }],
    caught: 'segment-without-rules-matches-nobody',
  },
  {
    name: 'equal priorities go to the last segment',
    edits: [{ file: 'program.ts', from: 'candidates?.toSorted(', to: 'candidates?.toReversed().toSorted(' }],
    caught: 'override-ties-go-to-the-first-segment',
  },
  {
    name: 'numbers lack every text',
    edits: [
      {
        file: 'operators.ts',
        from: "typeof value === 'string' && value.includes(text) === wanted",
        to: "value !== null && (typeof value === 'string' && value.includes(text)) === wanted",
      },
    ],
    caught: 'not-contains-needs-text',
  },
  {
    name: 'booleans are written as JavaScript does',
    edits: [{ file: 'values.ts', from: "value ? 'True' : 'False'", to: "value ? 'true' : 'false'" }],
    caught: 'regex-reads-booleans-as-python-does',
  },
  {
    name: 'nobody belongs to any segment',
    edits: [
      {
        file: 'evaluation.ts',
        from: 'const matched = rules !== null',
        to: 'const matched = this.subject.identity !== null && rules !== null',
      },
    ],
    caught: 'segments-apply-without-an-identity',
  },
  {
    name: 'booleans have no order',
    edits: [
      {
        file: 'operators.ts',
        from: "if (typeof value === 'boolean') return",
        to: "if (typeof value === 'boolean') return (accepted === EQUAL || accepted === (LESS | GREATER)) &&",
      },
    ],
    caught: 'booleans-are-ordered',
  },
];

function listFailures(engine: BuiltEngine): string[] {
  const failed = vectors.filter(
    ({ context, result }) => !isDeepStrictEqual(engine.getEvaluationResult(context), result),
  );
  return failed.map(({ name }) => name.replace(/\.json$/, ''));
}

describe('own engine cases as a net', () => {
  it('engine: built without a mutation → all cases pass', async () => {
    expect(vectors.length).toBeGreaterThan(0);
    expect(listFailures(await buildEngine([]))).toEqual([]);
  });

  it.each(MUTATIONS)('mutation: $name → $caught fails', async ({ edits, caught }) => {
    expect(listFailures(await buildEngine(edits))).toContain(caught);
  });
});
