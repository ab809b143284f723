import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DemoRule } from '../../../drizzle/demo/content.ts';
import { only } from '../../../drizzle/demo/expect.ts';
import { environmentFeatureVersions } from '../../../drizzle/schema/index.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  addState,
  whereTrait,
} from '../../testing/fixtures/scene-features.ts';
import { createScene, publish, type Scene } from '../../testing/fixtures/scene.ts';
import {
  flagOf,
  openCaller,
  type SdkFlagBody,
  type SdkIdentityBody,
} from '../../testing/fixtures/sdk-calls.test-support.ts';
import { startTestServer, type TestServer } from '../../testing/runtime/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

type Condition = NonNullable<DemoRule['conditions']>[number];

async function open(options: Parameters<typeof createScene>[1] = {}) {
  const scene = await createScene(server.db, options);
  const call = openCaller(server.url, scene.serverKey);
  const identify = async (identifier: string, traits: Record<string, unknown> = {}) => {
    const list = Object.entries(traits).map(([trait_key, trait_value]) => ({ trait_key, trait_value }));
    const body = { identifier, traits: list, transient: true };
    const answer = await call<SdkIdentityBody>('/api/v1/identities/', { body });
    expect(answer.status).toBe(200);
    return answer.json;
  };
  return { scene, call, identify };
}

/** One environment for all conditions of a test: each gets its own feature, on for members of its own segment. */
async function testConditions(
  conditions: [operator: Condition['operator'], value: string, trait: unknown, isMember: boolean][],
): Promise<void> {
  const { scene, identify } = await open();
  for (const [index, [operator, value]] of conditions.entries()) {
    await addSwitch(scene, `f${index}`, [{ type: 'ALL', conditions: [{ operator, property: 't', value }] }]);
  }
  for (const [index, [operator, value, trait, isMember]] of conditions.entries()) {
    const { flags } = await identify('somebody', { t: trait });
    const found = flagOf(flags, `f${index}`).enabled;
    expect([operator, value, trait, found]).toEqual([operator, value, trait, isMember]);
  }
}

/** A feature that is on for members of a segment of its own; resolves with the segment's id. */
async function addSwitch(scene: Scene, name: string, rules: DemoRule[]): Promise<number> {
  const feature = await addFeature(scene, name, { enabled: false });
  const segmentId = await addSegment(scene, `of ${name}`, rules);
  await addSegmentOverride(scene, feature, segmentId, { enabled: true });
  return segmentId;
}

/** The percentage of the ids by the rules of the contract, and whether it had to be hashed again. */
function hash(...ids: (string | number)[]): { percentage: number; again: boolean } {
  for (let times = 1; ; times += 1) {
    const text = Array.from({ length: times }, () => ids.join(',')).join(',');
    const number = BigInt(`0x${createHash('md5').update(text).digest('hex')}`) % 9999n;
    if (number !== 9998n) return { percentage: (Number(number) / 9998) * 100, again: times > 1 };
  }
}

describe('choice', () => {
  test('edge case 50: two matching segments → the lower priority number wins, also with a disabled override', async () => {
    const { scene, identify } = await open();
    const gold = await addSegment(scene, 'gold', whereTrait('plan', 'gold'));
    const young = await addSegment(scene, 'young', whereTrait('age', '20'));
    const first = await addFeature(scene, 'first', { value: 'default' });
    await addSegmentOverride(scene, first, young, { value: 'young', priority: 1 });
    await addSegmentOverride(scene, first, gold, { value: 'gold', enabled: false, priority: 0 });
    const second = await addFeature(scene, 'second', { value: 'default' });
    await addSegmentOverride(scene, second, young, { value: 'young', priority: 0 });
    await addSegmentOverride(scene, second, gold, { value: 'gold', enabled: false, priority: 1 });

    const { flags } = await identify('somebody', { plan: 'gold', age: 20 });

    expect(flagOf(flags, 'first')).toMatchObject({
      enabled: false,
      feature_state_value: 'gold',
      reason: 'TARGETING_MATCH; segment=gold',
    });
    expect(flagOf(flags, 'second')).toMatchObject({ enabled: true, feature_state_value: 'young' });
    expect(flagOf(await identify('somebody', { age: 20 }), 'first').feature_state_value).toBe('young');
  });

  test('edge case 51: identity override beside a segment override → the identity’s, with the option’s value and key', async () => {
    const { scene, identify } = await open();
    const gold = await addSegment(scene, 'gold', whereTrait('plan', 'gold'));
    const variants = [
      { key: 'a', value: 'A', percentage: 50 },
      { key: 'b', value: 'B', percentage: 50 },
    ];
    const feature = await addFeature(scene, 'flag', { value: 'control', variants });
    await addSegmentOverride(scene, feature, gold, { value: 'gold', weights: { a: 100 }, priority: 0 });
    await addIdentityOverride(scene, feature, 'chosen', { value: 'control', weights: { b: 100 } });
    await addIdentityOverride(scene, feature, 'plain', { enabled: false, value: 'own' });
    const show = async (identifier: string) => {
      const flag = flagOf(await identify(identifier, { plan: 'gold' }), 'flag');
      return [flag.enabled, flag.feature_state_value, flag.variant];
    };

    expect(await show('chosen')).toEqual([true, 'B', 'b']);
    expect((await show('plain')).slice(0, 2)).toEqual([false, 'own']);
    expect(await show('other')).toEqual([true, 'A', 'a']);
  });

  test('edge case 52: flag published in a new version → every identity keeps its variant', async () => {
    const { scene, call, identify } = await open({ environment: { useV2FeatureVersioning: true } });
    const variants = ['a', 'b', 'c'].map((key) => ({ key, value: key.toUpperCase(), percentage: 25 }));
    const feature = await addFeature(scene, 'split', { value: 'control', variants });
    const weights = { a: 25, b: 25, c: 25 };
    const publishVersion = async (value: string) => {
      const { projectId, environmentId } = scene;
      const now = new Date();
      const row = { projectId, environmentId, featureId: feature.id, publishedAt: now, liveFrom: now };
      const { uuid } = only(await scene.db.insert(environmentFeatureVersions).values(row).returning());
      return addState(scene, feature, { value, weights }, { environmentFeatureVersionUuid: uuid });
    };
    const names = Array.from({ length: 80 }, (_, n) => `identity ${n}`);
    const readVariants = () =>
      Promise.all(names.map(async (name) => flagOf(await identify(name), 'split').variant ?? ''));
    const first = await publishVersion('first');
    expect((await call<SdkFlagBody[]>('/api/v1/flags/')).json[0]).toMatchObject({ id: first });
    const before = await readVariants();
    expect(new Set(before)).toEqual(new Set(['a', 'b', 'c', 'control']));

    const second = await publishVersion('second');
    await publish(scene);

    await vi.waitFor(
      async () => expect((await call<SdkFlagBody[]>('/api/v1/flags/')).json[0]).toMatchObject({ id: second }),
      { timeout: 5_500, interval: 100 },
    );
    expect(await readVariants()).toEqual(before);
  });

  test('edge case 53: split that sums to less than 100 → the rest gets the control value and variant `control`', async () => {
    const { scene, identify } = await open();
    const variants = [{ key: 'a', value: 'A', percentage: 40 }];
    await addFeature(scene, 'split', { value: 'the control', variants });
    const seen = new Map<unknown, Set<unknown>>();

    for (let number = 0; number < 40; number += 1) {
      const flag = flagOf(await identify(`identity ${number}`), 'split');
      seen.set(flag.variant, (seen.get(flag.variant) ?? new Set()).add(`${flag.feature_state_value} ${flag.reason}`));
    }

    expect(seen).toEqual(
      new Map([
        ['a', new Set(['A SPLIT; weight=40'])],
        ['control', new Set(['the control DEFAULT'])],
      ]),
    );
  });
});

describe('conditions', () => {
  test('edge case 54: segment without rules → nobody is a member', async () => {
    const { scene, identify } = await open();
    await addSwitch(scene, 'none', []);
    await addSwitch(scene, 'empty', [{ type: 'ALL' }]);

    const { flags } = await identify('somebody', { t: 1 });

    expect(flagOf(flags, 'none').enabled).toBe(false);
    expect(flagOf(flags, 'empty').enabled).toBe(true);
  });

  test('edge case 55: trait `42` sent as text → a number to every operator', () =>
    testConditions([
      ['EQUAL', '42', '42', true],
      ['GREATER_THAN', '5', '42', true],
      ['CONTAINS', '4', '42', false],
      ['NOT_CONTAINS', '9', '42', false],
      ['CONTAINS', '4', '42 ', true],
    ]));

  test('edge case 56: truth value against `0` → `0` counts as true', () =>
    testConditions([
      ['EQUAL', '0', true, true],
      ['EQUAL', '0', false, false],
      ['EQUAL', 'false', false, true],
      ['EQUAL', 'False', true, false],
    ]));

  test('edge case 57: NOT_EQUAL where the value cannot be read as the trait’s type → no match', () =>
    testConditions([
      ['NOT_EQUAL', 'text', 42, false],
      ['NOT_EQUAL', '41', 42, true],
      ['NOT_EQUAL', 'text', 'other', true],
    ]));

  test('edge case 58: IN → no trimming, JSON lists work, broken ones fall back to commas', () =>
    testConditions([
      ['IN', 'a, b', 'b', false],
      ['IN', 'a, b', ' b', true],
      ['IN', '["a","b"]', 'b', true],
      ['IN', '[a,b]', 'b', false],
      ['IN', '[a,b]', 'b]', true],
      ['IN', '1,2', 2, true],
      ['IN', 'true', true, false],
    ]));

  test('edge case 59: MODULO by zero → no match; of a negative number → the divisor’s sign', () =>
    testConditions([
      ['MODULO', '0|1', 1, false],
      ['MODULO', '3|2', -1, true],
      ['MODULO', '3|2', 5, true],
      ['MODULO', '3', 5, false],
      ['MODULO', 'x|y', 5, false],
    ]));

  test('edge case 60: versions → strict SemVer on both sides, pre-releases in their order', () =>
    testConditions([
      ['EQUAL', '1.2.0:semver', '1.2', false],
      ['EQUAL', '1.2.0:semver', '1.2.0', true],
      ['LESS_THAN', '1.0.0-rc.10:semver', '1.0.0-rc.2', true],
      ['GREATER_THAN', '1.0.0-rc.10:semver', '1.0.0', true],
      ['EQUAL', '1.0.0+other:semver', '1.0.0+build', true],
    ]));

  test('edge case 61: value that hashes to exactly 100 → hashed again', async () => {
    const { scene, identify } = await open();
    const rules = (value: string): DemoRule[] => [
      { type: 'ALL', conditions: [{ operator: 'PERCENTAGE_SPLIT', property: 't', value }] },
    ];
    const segmentId = await addSwitch(scene, 'split', rules('99.9'));
    let number = 1;
    while (!hash(segmentId, number).again || hash(segmentId, number).percentage > 99.9) number += 1;

    expect(flagOf(await identify('somebody', { t: number }), 'split').enabled).toBe(true);
    expect(hash(1, 8931)).toEqual({ percentage: 45.779155831166236, again: true });
  });

  test('edge case 62: split of 100 → everybody with an identity, nobody without; of n → as the hash says', async () => {
    const { scene, call, identify } = await open();
    const split = (value: string): DemoRule[] => [
      { type: 'ALL', conditions: [{ operator: 'PERCENTAGE_SPLIT', value }] },
    ];
    await addSwitch(scene, 'all', split('100'));
    await addSwitch(scene, 'none', split('0'));
    const half = await addSwitch(scene, 'half', split('50'));

    for (let number = 0; number < 20; number += 1) {
      const { flags } = await identify(`identity ${number}`);
      expect(flagOf(flags, 'all').enabled).toBe(true);
      expect(flagOf(flags, 'none').enabled).toBe(false);
      const { percentage } = hash(half, `${scene.clientKey}_identity ${number}`);
      expect(flagOf(flags, 'half').enabled).toBe(percentage <= 50);
    }
    expect(flagOf((await call<SdkFlagBody[]>('/api/v1/flags/')).json, 'all').enabled).toBe(false);
  });

  test('edge case 63: REGEX → anchored at the start, a broken pattern matches nothing', () =>
    testConditions([
      ['REGEX', 'b+', 'abb', false],
      ['REGEX', 'b+', 'bba', true],
      ['REGEX', '.*b+$', 'abb', true],
      ['REGEX', '(', '(', false],
      ['REGEX', '*', '*', false],
      ['REGEX', '(?P<n>a)', 'abc', true],
      ['REGEX', '(?i)ABC', 'abc', true],
      ['REGEX', '(?<=a)b', 'ab', false],
    ]));

  test('regular expression that backtracking engines choke on → answered at once', async () => {
    const { scene, identify } = await open();
    const patterns = ['(a+)+$', '(a|aa)+$', '(.*a){20}$', '(a{1,50}){1,50}$', '((a*)*)*b'];
    for (const [index, value] of patterns.entries()) {
      await addSwitch(scene, `f${index}`, [{ type: 'ALL', conditions: [{ operator: 'REGEX', property: 't', value }] }]);
    }
    const trait = `${'a'.repeat(1_900)}!`;
    await identify('warm', { t: 'a' });

    const begun = performance.now();
    const { flags } = await identify('somebody', { t: trait });

    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(flags.map(({ enabled }) => enabled)).toEqual(patterns.map(() => false));
  });
});
