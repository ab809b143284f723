import { findChromium } from './local/browser.ts';
import { findTool, runTool } from './local/tools.ts';

const parameters = process.argv.slice(2);
const chromium = findChromium(process.env);
const choosesProject = parameters.some((parameter) => parameter.startsWith('--project'));
if (chromium === undefined) {
  console.log('Browser tests are skipped: no Chromium was found (install one, or set CHROMIUM_PATH to its program).');
}
const skips = chromium === undefined && !choosesProject ? ['--project=!browser'] : [];
const environment = chromium === undefined ? {} : { CHROMIUM_PATH: chromium };
process.exitCode = await runTool(findTool('vitest'), ['run', ...skips, ...parameters], environment);
