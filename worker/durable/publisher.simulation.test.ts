import { describe, expect, test } from 'vitest';
import { openMemoryLog } from '../testing/memory-log.ts';
import type { PublisherPorts } from './publisher-ports.ts';
import { nextPublication } from './publication.ts';
import { withChecksum } from '../core/checked-json.ts';
import { PublisherWorld, type Mutation } from '../testing/simulation/publisher-world.ts';

const SEEDS = Number(process.env['HALYARD_SEEDS'] ?? 10_000);
/** A mutation must show within this many seeds. */
const MUTATION_SEEDS = 500;

async function findFault(seeds: number, mutation?: Mutation): Promise<string | null> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const [fault] = await new PublisherWorld(seed, mutation).run();
    if (fault !== undefined) return `seed ${seed}: ${fault}`;
  }
  return null;
}

test(
  `publisher: ${SEEDS} seeds of ends of the process, outages, lost and late writes → no version goes back, nothing is lost, all comes to rest`,
  async () => {
    expect(await findFault(SEEDS)).toBeNull();
  },
  60_000 + SEEDS * 20,
);

/** What one would write first: publish after the commit, by a write to KV. */
function openCommitThenPut(ports: PublisherPorts) {
  const publish = async (environmentId: number) => {
    const { snapshot, outboxIds } = await ports.load(environmentId);
    if (snapshot === null) return 0;
    const version = Number(ports.store.readFact('version') ?? 0);
    const { record } = nextPublication({ version, updatedAt: null }, snapshot, ports.now());
    const text = withChecksum(JSON.stringify(record));
    ports.store.keep(record.version, text, { version: String(record.version) });
    await ports.settle(environmentId, outboxIds, null);
    await ports.copies[0]?.put(`environment:${environmentId}`, text, record.version);
    return record.version;
  };
  const nothing = () => Promise.resolve();
  return { publish, readNewerThan: () => Promise.resolve(null), alarm: nothing, arm: nothing };
}

const MUTATIONS: [name: string, mutation: Mutation, finds: RegExp][] = [
  ['commit, then put', { open: openCommitThenPut }, /KV/],
  [
    'outbox rows are removed as they are read',
    {
      ports: (ports) => ({
        ...ports,
        load: async (id) => {
          const read = await ports.load(id);
          await ports.settle(id, read.outboxIds, null);
          return read;
        },
      }),
    },
    /went while only/,
  ],
  ['no alarm is ever set', { ports: (ports) => ({ ...ports, setAlarm: () => Promise.resolve() }) }, /KV has/],
  [
    'listeners are told before the version is kept',
    {
      ports: (ports) => ({
        ...ports,
        store: {
          ...ports.store,
          keep: (version, text, facts) => {
            ports.announce(null, JSON.parse(text), 0, text);
            ports.store.keep(version, text, facts);
          },
        },
      }),
    },
    /told before/,
  ],
  ['a process begins one version before the newest', { ports: withOldVersion }, /came after|KV has/],
  ['a write that may still land is not written again', { store: () => forgetful('copy_again_at:kv') }, /KV has/],
  [
    'a copy counts as written when its write begins',
    {
      ports: (ports) => ({
        ...ports,
        copies: ports.copies.map((target) => ({
          ...target,
          put: (...parameters) => {
            void target.put(...parameters).catch(() => undefined);
            return Promise.resolve();
          },
        })),
      }),
    },
    /KV/,
  ],
  ['no limit to a write', { ports: (ports) => ({ ...ports, within: (work) => work }) }, /KV has/],
  ['the time of the last write ends with the process', { store: () => forgetful('last_write_at:kv') }, /two writes/],
];

function withOldVersion(ports: PublisherPorts): PublisherPorts {
  let isFirst = true;
  const readFact = (name: string) => {
    const value = ports.store.readFact(name);
    if (name !== 'version' || value === null || !isFirst) return value;
    isFirst = false;
    return String(Number(value) - 1);
  };
  return { ...ports, store: { ...ports.store, readFact } };
}

/** A memory that loses one fact each time. */
function forgetful(name: string) {
  const log = openMemoryLog();
  return { ...log, readFact: (asked: string) => (asked === name ? null : log.readFact(asked)) };
}

describe('the simulation notices', () => {
  test.each(MUTATIONS)('%s', async (_, mutation, finds) => {
    expect(await findFault(MUTATION_SEEDS, mutation)).toMatch(finds);
  });
});
