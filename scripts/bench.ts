import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './local/project.ts';
import { runNode, runNpm } from './local/bench-steps.ts';

/** Which benchmarks to run; all when none is named. */
const wanted = process.argv.slice(2);
const benches = [
  ['engine', 'bench/engine/engine-bench.ts', 'bench/results/engine.json'],
  ['compile', 'bench/workerd/compile-bench.ts'],
  ['startup', 'bench/workerd/startup-bench.ts'],
  ['limits', 'bench/management/limits-bench.ts'],
  ['transfer', 'bench/management/transfer-bench.ts'],
  ['http', 'bench/http/http-bench.ts'],
];

if (!existsSync(join(ROOT, 'bench', 'node_modules'))) {
  console.log('Installing the engines to compare with …');
  await runNpm(['ci', '--prefix', 'bench', '--no-audit', '--no-fund']);
}
for (const [name = '', ...script] of benches) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  await runNode(script);
}
