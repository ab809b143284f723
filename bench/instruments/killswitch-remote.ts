import { setTimeout as sleep } from 'node:timers/promises';
import { findSwitch, type FlagSwitch } from './flag-switch.ts';
import { need, type Options } from './options.ts';
import { quantile } from './quantile.ts';

const READERS = 8;
const ROUNDS = 5;
/** KV may be a minute late, and so may caches between here and the deployment. */
const LONGEST_WAIT_MS = 90_000;
const PUT_BACK_TRIES = 5;

type Target = { url: string; key: string; readers: number };
type Round = { editMs: number; firstNewMs: number; allNewMs: number; failures: number };

/** Turns a feature of a deployment off and on again, and measures until when readers still get the old answer. */
export async function measureDeployment(url: string, options: Options): Promise<void> {
  const feature = need(options.feature, 'feature', 'it is turned off and on for everybody; name one that nobody minds');
  const key = need(options.environmentKey, 'environment-key', 'the client-side key of the environment of that feature');
  const token = need(options.token, 'token', 'a token or master key that may change the feature');
  const flag = await findSwitch(url, key, token, feature);
  console.log(
    `"${feature}" is ${sayOf(flag.wasEnabled)} and will be again. Should this be killed outright, set it so by hand.`,
  );
  const target = { url, key, readers: options.readers ?? READERS };
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < (options.rounds ?? ROUNDS) && !stopped.signal.aborted; round += 1) {
      const isEnabled = round % 2 === 0 ? !flag.wasEnabled : flag.wasEnabled;
      const measured = await measureRound(target, flag, isEnabled, stopped.signal);
      if (measured !== null) rounds.push(measured);
    }
  } finally {
    await putBack(flag);
  }
  print(target, rounds);
}

async function measureRound(
  target: Target,
  flag: FlagSwitch,
  isEnabled: boolean,
  signal: AbortSignal,
): Promise<Round | null> {
  const over = new AbortController();
  let [editedAt, firstNewAt, lastOldAt, failures] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  const isNew = new Set<number>();
  const reading = Array.from({ length: target.readers }, async (_, reader) => {
    while (!over.signal.aborted) {
      const askedAt = performance.now();
      const seen = await readFlag(target, flag.feature).catch(() => null);
      if (seen === null) failures += 1;
      else if (seen === isEnabled) {
        firstNewAt = Math.min(firstNewAt, performance.now());
        isNew.add(reader);
      } else {
        // What was asked before the edit may be answered with what was before it.
        if (askedAt > editedAt) lastOldAt = askedAt;
        isNew.delete(reader);
      }
      await sleep(20);
    }
  });
  try {
    await pause(500 + Math.random() * 1_000, signal);
    if (signal.aborted) return null;
    const begin = performance.now();
    await flag.turn(isEnabled);
    editedAt = performance.now();
    const end = editedAt + LONGEST_WAIT_MS;
    while (!signal.aborted && performance.now() < end && isNew.size < target.readers) await pause(20, signal);
    // Isolates that nobody has met yet may still be behind.
    await pause(6_000, signal);
    if (signal.aborted) return null;
    const isAll = isNew.size === target.readers;
    return {
      editMs: editedAt - begin,
      firstNewMs: Math.max(0, firstNewAt - editedAt),
      allNewMs: isAll ? Math.max(0, lastOldAt - editedAt) : Number.POSITIVE_INFINITY,
      failures,
    };
  } finally {
    over.abort();
    await Promise.all(reading);
  }
}

/** A disabled flag may be left out of the answer. */
async function readFlag({ url, key }: Target, feature: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/flags/`, {
    headers: { 'x-environment-key': key },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) {
    await answer.arrayBuffer();
    throw new Error(`flags: ${answer.status}`);
  }
  const flags = (await answer.json()) as { enabled: boolean; feature: { name: string } }[];
  return flags.find((flag) => flag.feature.name === feature)?.enabled ?? false;
}

async function putBack(flag: FlagSwitch): Promise<void> {
  for (let attempt = 1; flag.mayDiffer(); attempt += 1) {
    try {
      await flag.turn(flag.wasEnabled);
    } catch (error) {
      if (attempt === PUT_BACK_TRIES) {
        console.error(`"${flag.feature}" could not be put back: set it to ${sayOf(flag.wasEnabled)} by hand.`);
        throw error;
      }
      await sleep(attempt * 1_000);
    }
  }
  console.log(`"${flag.feature}" is ${sayOf(flag.wasEnabled)}, as it was.`);
}

function print({ url, readers }: Target, rounds: readonly Round[]): void {
  console.log(`${url}: ${readers} readers, ${rounds.length} edits; milliseconds after the acknowledgement`);
  const figures = (read: (round: Round) => number) => {
    const values = rounds.map(read);
    const figure = (share: number) => Math.round(quantile(values, share));
    return { p50: figure(0.5), p95: figure(0.95), max: figure(1) };
  };
  if (rounds.length === 0) return;
  console.table({
    'edit until acknowledged': figures(({ editMs }) => editMs),
    'first new answer': figures(({ firstNewMs }) => firstNewMs),
    'last old answer': figures(({ allNewMs }) => allNewMs),
  });
  const failures = rounds.reduce((sum, round) => sum + round.failures, 0);
  if (failures > 0) console.log(`${failures} reads failed`);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, null, { signal }).catch(() => undefined);
}

function sayOf(isEnabled: boolean): string {
  return isEnabled ? 'on' : 'off';
}
