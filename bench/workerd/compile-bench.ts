import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createWorkload, type WorkloadSize } from '../engine/workload.ts';
import { startPlainWorker } from '../http/plain-worker.ts';
import { median, writeResults, type Row } from '../report.ts';

const ROUNDS = 9;
const TIMES: Record<WorkloadSize, number> = { S: 2000, M: 400, L: 40 };

const folder = mkdtempSync(join(tmpdir(), 'halyard-bench-'));
const script = join(folder, 'worker.js');
await build({
  entryPoints: [join(import.meta.dirname, 'compile-worker.ts')],
  bundle: true,
  format: 'esm',
  target: 'es2024',
  outfile: script,
  logLevel: 'error',
});
const worker = await startPlainWorker(script);
try {
  const rows: Row[] = [];
  for (const size of ['S', 'M', 'L'] as const) rows.push(await compare(size));
  writeResults('compile', rows);
} finally {
  worker.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(size: WorkloadSize): Promise<Row> {
  const text = JSON.stringify(createWorkload(size, 'comma').document);
  const jobs = { nothing: [] as number[], parse: [] as number[], compile: [] as number[] };
  for (let round = -2; round < ROUNDS; round += 1) {
    const nothing = await time('parse', 0, text);
    const parse = await time('parse', TIMES[size], text);
    const compile = await time('compile', TIMES[size], text);
    if (round < 0) continue;
    jobs.nothing.push(nothing);
    jobs.parse.push(parse);
    jobs.compile.push(compile);
  }
  const overhead = median(jobs.nothing);
  const [parse, compile] = [median(jobs.parse) - overhead, median(jobs.compile) - overhead];
  return {
    name: `parse + compile document ${size} in workerd`,
    ratio: compile / parse,
    of: 'JSON.parse',
    limit: 3,
    floor: null,
    aim: null,
    parseMicroseconds: (parse / TIMES[size]) * 1000,
    compileMicroseconds: (compile / TIMES[size]) * 1000,
  };
}

async function time(job: string, times: number, body: string): Promise<number> {
  const begin = performance.now();
  const response = await fetch(`${worker.url}?job=${job}&times=${times}`, { method: 'POST', body });
  await response.text();
  return performance.now() - begin;
}
