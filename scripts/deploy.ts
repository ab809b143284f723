import { buildDashboard } from './local/build-dashboard.ts';
import { buildWorker } from './local/build-worker.ts';
import { formatSize, printFailure, runStep } from './local/progress.ts';
import { join } from 'node:path';
import { ROOT, WORKER_FILE } from './local/project.ts';
import { findTool, runTool } from './local/tools.ts';

// Everything after `npm run deploy --` goes to `wrangler deploy`; with --dry-run nothing leaves the machine.
const parameters = process.argv.slice(2);
const isDryRun = parameters.includes('--dry-run');
const wrangler = findTool('wrangler');
const quiet = { WRANGLER_SEND_METRICS: 'false' };

async function deploy(): Promise<number> {
  const outdir = isDryRun && !parameters.includes('--outdir') ? ['--outdir', '.build/deploy'] : [];
  // The very bundle that runs locally and in the tests, which is smaller than what wrangler would make.
  await runStep(console.log, 'Worker', buildWorker, formatSize);
  const worker = await runTool(
    wrangler,
    ['deploy', WORKER_FILE, '--no-bundle', '--no-minify', ...parameters, ...outdir],
    quiet,
  );
  if (worker !== 0) return worker;
  await runStep(console.log, 'Dashboard', buildDashboard, formatSize);
  // Its folder has the configuration of the Pages project.
  const folder = join(ROOT, 'dashboard');
  const pages = ['pages', 'deploy', '--project-name', process.env['PAGES_PROJECT'] ?? 'halyard'];
  if (!isDryRun) return runTool(wrangler, pages, quiet, folder);
  console.log(`--dry-run: would run wrangler ${pages.join(' ')} in dashboard/`);
  return 0;
}

try {
  process.exitCode = await deploy();
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
