import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildWorker } from '../../scripts/local/build-worker.ts';
import { WORKER_FILE } from '../../scripts/local/project.ts';
import { startPlainWorker } from '../http/plain-worker.ts';
import { median, writeResults } from '../report.ts';

const ROUNDS = 9;
/** Our own bound, far below what the platform refuses. */
const LIMIT_MS = 100;
const AIM_MS = 40;

await buildWorker();
const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
const empty = join(folder, 'empty.js');
writeFileSync(empty, `export default { fetch() { return new Response(''); } };`);
try {
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = -1; round < ROUNDS; round += 1) {
    const measured = [await startOnce(WORKER_FILE), await startOnce(empty)] as const;
    if (round < 0) continue;
    ours.push(measured[0]);
    bare.push(measured[1]);
  }
  const milliseconds = median(ours) - median(bare);
  const bundle = readFileSync(WORKER_FILE);
  writeResults('startup', [
    {
      name: `start-up CPU of the Worker: ${milliseconds.toFixed(0)} ms`,
      ratio: milliseconds / LIMIT_MS,
      of: `${LIMIT_MS} ms`,
      limit: 1,
      floor: null,
      aim: AIM_MS / LIMIT_MS,
      withWorkerMs: ours,
      withEmptyWorkerMs: bare,
      bundleBytes: statSync(WORKER_FILE).size,
      bundleGzipBytes: gzipSync(bundle).length,
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds of CPU that workerd has used, in all its threads, when its first answer of the SDK plane is there. */
async function startOnce(script: string): Promise<number> {
  const worker = await startPlainWorker(script, '/api/v1/flags/');
  try {
    const tasks = `/proc/${worker.pid}/task`;
    const used = readdirSync(tasks).map((task) =>
      Number(readFileSync(join(tasks, task, 'schedstat'), 'utf8').split(' ')[0]),
    );
    return used.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
  } finally {
    worker.stop();
  }
}
