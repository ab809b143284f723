import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import {
  compileContext,
  compileEnvironment,
  evaluateIdentity,
  FlagPieces,
  percentageOf,
  type Outcome,
} from '../../worker/engine/index.ts';
import { loadFlagd } from './flagd.ts';
import { measureInterleaved, type Contestant, type Measurement } from './measure.ts';
import { loadFlagsmithEngine, withIdentity } from './peers.ts';
import type { ListSpelling } from './workload-conditions.ts';
import { createWorkload, type Workload, type WorkloadSize } from './workload.ts';

/**
 * The engine against its peers: `node bench/engine/engine-bench.ts [results.json]`. Each row gives ours, theirs and how many times
 * faster ours is; only ratios carry from one machine to another.
 */

interface Row {
  readonly row: string;
  readonly floor: string;
  readonly ours: Measurement;
  readonly theirs: Measurement;
  /** How many times ours is faster; for compiling, how many times slower than parsing alone. */
  readonly ratio: number;
}

const SIZES: readonly WorkloadSize[] = ['S', 'M', 'L'];
const FLOORS: Readonly<Record<ListSpelling, Readonly<Record<WorkloadSize, string>>>> = {
  comma: { S: '≥ 20', M: '≥ 20', L: '≥ 10' },
  json: { S: '≥ 6', M: '≥ 6', L: '≥ 4' },
};

function createRow(row: string, floor: string, ours: Contestant, theirs: Contestant): Row {
  const [first, second] = measureInterleaved([ours, theirs]) as [Measurement, Measurement];
  const created = { row, floor, ours: first, theirs: second, ratio: second.microseconds / first.microseconds };
  const times = [first.microseconds, second.microseconds].map((time) => `${time.toFixed(2)} µs`.padStart(12));
  const spreads = `${(first.spread * 100).toFixed(0)} % / ${(second.spread * 100).toFixed(0)} %`;
  process.stdout.write(
    `${row.padEnd(52)}${times.join('')}${created.ratio.toFixed(2).padStart(9)} ×   floor ${floor.padEnd(6)} spread ${spreads}\n`,
  );
  return created;
}

function identityOf(workload: Workload, turn: number) {
  return workload.identities[turn % workload.identities.length] as Workload['identities'][number];
}

async function compareResults(): Promise<Row[]> {
  const evaluateByPeer = await loadFlagsmithEngine();
  const spellings: readonly ListSpelling[] = ['comma', 'json'];
  return spellings.flatMap((spelling) =>
    SIZES.map((size) => {
      const workload = createWorkload(size, spelling);
      const compiled = compileContext(workload.context);
      return createRow(
        `compatible result, IN as ${spelling}, ${size}, of flagsmith-nodejs`,
        FLOORS[spelling][size],
        { name: 'halyard', run: (turn) => compiled.evaluate(identityOf(workload, turn)) },
        {
          name: 'flagsmith-nodejs 8.1.2',
          run: (turn) => evaluateByPeer(withIdentity(workload.context, identityOf(workload, turn))),
        },
      );
    }),
  );
}

function serialise({ feature, enabled, value, variant }: Outcome): string {
  return JSON.stringify({
    feature: { id: feature.id, name: feature.name, type: feature.type },
    enabled,
    feature_state_value: value,
    variant,
  });
}

async function compareBodies(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of SIZES) {
    const workload = createWorkload(size, 'comma');
    const evaluateByFlagd = await loadFlagd(workload.document);
    if (evaluateByFlagd === null) {
      process.stdout.write('flagd-core row left out: run `npm install` in bench/ first\n');
      break;
    }
    const environment = compileEnvironment(workload.document);
    const pieces = new FlagPieces(environment, serialise);
    const write = (turn: number): number => {
      const body = pieces.writeFlags(evaluateIdentity(environment, identityOf(workload, turn)));
      // Reading a character makes the engine lay the joined text out in memory, as sending it would.
      return body.charCodeAt(body.length >> 1);
    };
    rows.push(
      createRow(
        `finished JSON body, ${size}, of flagd-core resolveAll`,
        '≥ 1.5',
        { name: 'halyard', run: write },
        { name: '@openfeature/flagd-core 4.0.1', run: (turn) => evaluateByFlagd(identityOf(workload, turn)) },
      ),
    );
  }
  return rows;
}

function compareHashes(): Row {
  const { identities } = createWorkload('S', 'json');
  const hash = (turn: number): number => {
    const digest = createHash('md5')
      .update(`123456,${identities[turn % identities.length]?.key}`)
      .digest('hex');
    return (Number(BigInt(`0x${digest}`) % 9999n) / 9998) * 100;
  };
  return createRow(
    'percentage hash, of createHash and BigInt',
    '> 1',
    { name: 'halyard', run: (turn) => percentageOf('123456', identities[turn % identities.length]?.key ?? '') },
    { name: 'node:crypto', run: hash },
  );
}

function compareCompiling(): Row[] {
  return SIZES.map((size) => {
    const { document, identities } = createWorkload(size, 'comma');
    const text = JSON.stringify(document);
    const [identity] = identities as [Workload['identities'][number]];
    return createRow(
      `parse, compile and first evaluation, ${size}, of JSON.parse`,
      '≥ 0.33',
      { name: 'halyard', run: () => evaluateIdentity(compileEnvironment(JSON.parse(text)), identity) },
      { name: 'JSON.parse', run: () => JSON.parse(text) },
    );
  });
}

const rows = [...(await compareResults()), ...(await compareBodies()), compareHashes(), ...compareCompiling()];
const target = process.argv[2];
if (target !== undefined) {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  writeFileSync(target, `${JSON.stringify({ machine, measuredAt: new Date().toISOString(), rows }, null, 2)}\n`);
}
