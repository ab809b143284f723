import { buildDashboard } from './local/build-dashboard.ts';
import { describeFigures, measureDashboard } from './local/dashboard-budget.ts';
import { buildWorker } from './local/build-worker.ts';
import { formatSize, printFailure, runStep } from './local/progress.ts';

const describe = (built: { rebuilt: boolean; bytes: number; gzip: number }) =>
  `${built.rebuilt ? 'built' : 'unchanged'}, ${formatSize(built)}`;

try {
  await runStep(console.log, 'Worker', buildWorker, describe);
  await runStep(console.log, 'Dashboard', buildDashboard, describe);
  const figures = measureDashboard();
  console.log(describeFigures(figures));
  if (figures.some(({ kilobytes, limit }) => kilobytes > limit)) process.exitCode = 1;
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
