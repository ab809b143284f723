import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { readStored } from '../../testing/fixtures/sdk-calls.test-support.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { landIdentityWrites } from './identity-writes.queries.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const TEN_MINUTES = 600_000;

let management: Management;
let scene: Scene;
let serial = 0;

beforeAll(async () => {
  management = await openManagement();
  scene = await createScene(management.pool);
});
afterAll(() => management.close());

/** Lands writes of one trait of a new identity, one after the other; resolves with what is stored in the end. */
async function land(...writes: [value: string, at: number, age: 'fresh' | 'any'][]): Promise<unknown> {
  const identifier = `identity-${(serial += 1)}`;
  for (const [value, writtenAt, age] of writes) {
    const set: [string, string][] = [['plan', value]];
    const write = { id: value, environmentId: scene.environmentId, identifier, set, remove: [], writtenAt };
    await landIdentityWrites(management.ports.database, [write], age);
  }
  return (await readStored(scene, identifier))?.['plan'];
}

test('clock set back, or ten minutes apart from another one: a trait is written again → the later write counts', async () => {
  expect(await land(['first', NOW, 'fresh'], ['second', NOW - TEN_MINUTES, 'fresh'])).toBe('second');
  expect(await land(['ahead', NOW + TEN_MINUTES, 'fresh'], ['right', NOW, 'fresh'], ['next', NOW + 1, 'fresh'])).toBe(
    'next',
  );
});

test('a write that was under way while a newer one landed → does not undo it', async () => {
  expect(await land(['newer', NOW, 'fresh'], ['older', NOW - 1_400, 'fresh'])).toBe('newer');
});

test('a write that waited in the buffer for ten minutes while a newer one landed → does not undo it', async () => {
  expect(await land(['newer', NOW, 'fresh'], ['waited', NOW - TEN_MINUTES, 'any'])).toBe('newer');
});
