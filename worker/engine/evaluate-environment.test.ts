import { deepStrictEqual } from 'node:assert';
import { describe, expect, it } from 'vitest';
import { createDocument, createOption, createSegment, createState } from './document.test-support.ts';
import {
  compileContext,
  compileEnvironment,
  describeReason,
  evaluateEnvironment,
  evaluateIdentity,
  FlagPieces,
  toContext,
  type Outcome,
} from './index.ts';

const proPlan = { property_: 'plan', operator: 'EQUAL', value: 'pro' };
const banner = createState('banner', 'standard');
const footer = createState('footer', 'plain');
const colour = createState('colour', 'none', {
  feature: { id: 7, name: 'colour', type: 'MULTIVARIATE' },
  django_id: 78986,
  multivariate_feature_state_values: [createOption(2, 'blue', 40), createOption(1, 'red', 40)],
});
const strong = createState('banner', 'strong', { feature_segment: { priority: 1 }, enabled: false });
const weak = createState('banner', 'weak', { feature_segment: { priority: 2 } });
const personal = createState('banner', 'personal');
const chosen = createState('colour', 'blue', { multivariate_feature_state_values: [createOption(2, 'blue', 100)] });

const document = createDocument({
  feature_states: [banner, colour, footer],
  segments: [createSegment(1, [proPlan], [weak]), createSegment(2, [proPlan], [strong]), createSegment(3, [proPlan])],
  identity_overrides: [
    { identifier: 'vip', identity_features: [personal, createState('unheard-of', 1)] },
    { identifier: 'tester', identity_features: [chosen] },
  ],
});

function summarise(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.map(({ feature, enabled, value, variant, source, reason }) => {
    return [feature.name, enabled, value, variant, source.kind, describeReason(reason)];
  });
}

describe('evaluateEnvironment', () => {
  it('environment: nobody in particular → defaults in the order of the document', () => {
    expect(summarise(evaluateEnvironment(compileEnvironment(document)))).toEqual([
      ['banner', true, 'standard', null, 'default', 'DEFAULT'],
      ['colour', true, 'none', null, 'default', 'DEFAULT'],
      ['footer', true, 'plain', null, 'default', 'DEFAULT'],
    ]);
  });
});

describe('evaluateIdentity', () => {
  const environment = compileEnvironment(document);

  it('segments: two match → the lower priority number wins, even when it disables', () => {
    const [outcome] = evaluateIdentity(environment, { identifier: 'anna', traits: { plan: 'pro' } });
    expect(summarise([outcome as Outcome])).toEqual([
      ['banner', false, 'strong', null, 'segment', 'TARGETING_MATCH; segment=segment-2'],
    ]);
    expect(outcome?.source).toEqual({
      kind: 'segment',
      featureStateUuid: strong.featurestate_uuid,
      segmentId: 2,
      segmentName: 'segment-2',
    });
  });

  it('identity override: also in a segment → the override wins', () => {
    const [outcome] = evaluateIdentity(environment, { identifier: 'vip', traits: { plan: 'pro' } });
    expect(outcome?.value).toBe('personal');
    expect(outcome?.source).toEqual({
      kind: 'identity',
      featureStateUuid: personal.featurestate_uuid,
      identifier: 'vip',
    });
    expect(describeReason((outcome as Outcome).reason)).toBe('TARGETING_MATCH; segment=identity_overrides');
  });

  it('identity override: with one option at 100 % → its value and key', () => {
    const [, outcome] = evaluateIdentity(environment, { identifier: 'tester' });
    expect([outcome?.value, outcome?.variant, outcome?.source.kind]).toEqual(['blue', 'blue', 'identity']);
  });

  it('variants: within, beyond and above the ranges → by option id, then control', () => {
    const variants = ['32103813', 'x-1', 'x-2', 'x-3', 'x-4', 'x-5', 'x-6', 'x-7', 'x-8'].map((key) => {
      return evaluateIdentity(environment, { identifier: 'anna', key })[1]?.variant;
    });
    expect(variants[0]).toBe('blue');
    expect(new Set(variants)).toEqual(new Set(['red', 'blue', 'control']));
  });

  it('traits: as a map, a list or an object → the same; the last of a name wins', () => {
    const expected = evaluateIdentity(environment, { identifier: 'anna', traits: { plan: 'pro' } });
    const list = [
      { trait_key: 'plan', trait_value: 'free' },
      { trait_key: 'plan', trait_value: 'pro' },
    ];
    const long = Array.from({ length: 40 }, (_, at) => ({ trait_key: `t${at}`, trait_value: at }));
    expect(evaluateIdentity(environment, { identifier: 'anna', traits: new Map([['plan', 'pro']]) })).toEqual(expected);
    expect(evaluateIdentity(environment, { identifier: 'anna', traits: list })).toEqual(expected);
    expect(evaluateIdentity(environment, { identifier: 'anna', traits: [...long, ...list] })).toEqual(expected);
  });

  it('outcomes: of any evaluation → those listed, numbered without gaps', () => {
    for (const identifier of ['anna', 'vip', 'tester', 'vip']) {
      for (const outcome of evaluateIdentity(environment, { identifier })) {
        expect(environment.outcomes[outcome.index]).toBe(outcome);
      }
    }
  });

  it('document: compared with its context → the same flags', () => {
    const compiled = compileContext(toContext(document));
    for (const traits of [{ plan: 'pro' }, { plan: 'free' }, {}]) {
      for (let index = 0; index < 50; index++) {
        const identity = { identifier: `user-${index}`, traits };
        const flags = evaluateIdentity(environment, identity).map(({ feature, enabled, value, variant, reason }) => {
          return [feature.name, { name: feature.name, enabled, value, reason: describeReason(reason), variant }];
        });
        deepStrictEqual(Object.fromEntries(flags), compiled.evaluate(identity).flags);
      }
    }
  });

  it('path: through the features of a document → as through its context', () => {
    const conditions = [{ property_: '$.features.banner.value', operator: 'EQUAL', value: 'standard' }];
    const reached = createDocument({
      feature_states: [banner],
      segments: [createSegment(1, conditions, [createState('banner', 'reached')])],
    });
    expect(evaluateIdentity(compileEnvironment(reached), { identifier: 'anna' })[0]?.value).toBe('reached');
  });
});

describe('FlagPieces', () => {
  const write = (outcome: Outcome): string => JSON.stringify([outcome.feature.name, outcome.value]);

  it.each(['anna', 'vip', 'tester'])(
    'pieces: for %s, with and without hidden features → the outcomes as JSON',
    (identifier) => {
      const environment = compileEnvironment(document);
      for (const hidden of [[], ['banner'], ['footer'], ['banner', 'colour'], ['banner', 'colour', 'footer']]) {
        const pieces = new FlagPieces(environment, (outcome) =>
          hidden.includes(outcome.feature.name) ? null : write(outcome),
        );
        for (const plan of ['pro', 'free', 'pro']) {
          const outcomes = evaluateIdentity(environment, { identifier, traits: { plan } });
          const visible = outcomes.filter(({ feature }) => !hidden.includes(feature.name));
          expect(pieces.writeFlags(outcomes)).toBe(`[${visible.map(write).join(',')}]`);
          expect(pieces.listRuns(outcomes).join('')).toBe(visible.map((outcome) => `,${write(outcome)}`).join(''));
          expect(pieces.listRuns(outcomes)).not.toContain('');
          const again = new FlagPieces(environment, (outcome) =>
            hidden.includes(outcome.feature.name) ? null : write(outcome),
          );
          expect(again.hashFlags(outcomes)).toEqual(pieces.hashFlags(outcomes));
        }
      }
    },
  );

  it('hash: other flags → another one; the same flags → the same', () => {
    const environment = compileEnvironment(document);
    const pieces = new FlagPieces(environment, write);
    const texts = new Map<string, string>();
    for (const identifier of ['anna', 'vip', 'tester', 'bob', 'cleo']) {
      for (const plan of ['pro', 'free']) {
        const outcomes = evaluateIdentity(environment, { identifier, traits: { plan } });
        const { high, low } = pieces.hashFlags(outcomes);
        const text = pieces.writeFlags(outcomes);
        expect(texts.get(text) ?? `${high} ${low}`).toBe(`${high} ${low}`);
        texts.set(text, `${high} ${low}`);
      }
    }
    expect(texts.size).toBeGreaterThan(2);
    expect(new Set(texts.values()).size).toBe(texts.size);
  });
});
