import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTold, type ToldBatch, type WrittenIdentity } from '../core/told-batch.ts';
import type { HalyardEnv } from './bindings.ts';
import { BufferedIdentityTeller } from './identity-teller.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function open() {
  const got: string[] = [];
  const feed = { fails: false };
  const takeIn = async (environmentId: number, { shared, identities }: ToldBatch) => {
    if (feed.fails) throw new Error('away');
    for (const { identifier, body } of identities) {
      const { flags } = readTold(shared, JSON.parse(body) as WrittenIdentity);
      got.push(`${environmentId} ${identifier} saw ${flags.join()}`);
    }
  };
  const IDENTITY_FEED = { idFromName: (name: string) => name, get: () => ({ tell: takeIn }) };
  const teller = new BufferedIdentityTeller({ IDENTITY_FEED } as unknown as HalyardEnv);
  const tell = (environmentId: number, identifier: string, seen: string) =>
    teller.tell(
      environmentId,
      identifier,
      seen,
      () => ({ identifier, traits: [], flags: [seen], segments: [] }),
      () => undefined,
    );
  return { got, feed, tell };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('identities: within a second → the last word of each; in another environment → its own', async () => {
  const { got, tell } = open();
  tell(1, 'ada', 'a');
  tell(1, 'ada', 'b');
  tell(2, 'ada', 'a');
  await pass(1_500);
  expect(got).toEqual(['1 ada saw b', '2 ada saw a']);
});

test('identities: again with nothing new → not told for a minute; with something new → at once', async () => {
  const { got, tell } = open();
  tell(1, 'ada', 'a');
  await pass(10_000);
  tell(1, 'ada', 'a');
  await pass(10_000);
  expect(got).toEqual(['1 ada saw a']);
  tell(1, 'ada', 'b');
  await pass(1_500);
  expect(got).toEqual(['1 ada saw a', '1 ada saw b']);
  await pass(60_000);
  tell(1, 'ada', 'b');
  await pass(1_500);
  expect(got).toEqual(['1 ada saw a', '1 ada saw b', '1 ada saw b']);
});

test('identities: the feed could not be told → told when they come again', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const { got, feed, tell } = open();
  feed.fails = true;
  tell(1, 'ada', 'a');
  await pass(1_500);
  feed.fails = false;
  tell(1, 'ada', 'a');
  await pass(1_500);
  expect(got).toEqual(['1 ada saw a']);
});
