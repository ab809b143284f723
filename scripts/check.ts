import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './local/inputs.ts';
import { formatSeconds } from './local/progress.ts';
import { ROOT } from './local/project.ts';
import { captureTool, findTool, type ToolResult } from './local/tools.ts';

const MIGRATIONS = 'drizzle/migrations';
const BINDINGS = 'worker/bindings.d.ts';
const QUIET = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' };

const checks: [name: string, run: () => Promise<ToolResult>][] = [
  ['types', () => captureTool(findTool('typescript', 'tsc'), ['-b', '--pretty', 'false'])],
  ['lint', () => captureTool(findTool('oxlint'), ['--type-aware', '--max-warnings=0'])],
  ['format', () => captureTool(findTool('oxfmt'), ['--check'])],
  ['unused code', () => captureTool(findTool('knip'), ['--no-progress'])],
  ['bindings', () => captureTool(findTool('wrangler'), ['types', BINDINGS, '--check'], QUIET)],
  ['migrations', checkMigrations],
  ['dashboard sizes', () => captureTool(join(ROOT, 'scripts', 'dashboard-budget.ts'), [])],
  ['API table', () => captureTool(join(ROOT, 'scripts', 'api-table.ts'), ['--check'])],
];

/** Generates migrations beside the real ones: a schema that nobody generated a migration for would give a new file. */
async function checkMigrations(): Promise<ToolResult> {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const copy = mkdtempSync(join(ROOT, '.cache', 'migrations-'));
  try {
    const out = join(copy, 'migrations');
    cpSync(join(ROOT, MIGRATIONS), out, { recursive: true });
    const before = listFiles([out.slice(ROOT.length)]).length;
    const config = join(copy, 'drizzle.config.json');
    const text = { dialect: 'postgresql', schema: './drizzle/schema/index.ts', out: out.slice(ROOT.length) };
    writeFileSync(config, JSON.stringify(text));
    const result = await captureTool(findTool('drizzle-kit'), ['generate', `--config=${config.slice(ROOT.length)}`]);
    const after = listFiles([out.slice(ROOT.length)]).length;
    if (result.code !== 0 || after === before) return result;
    return { code: 1, output: `the schema has changes without a migration:\n${result.output}` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function runCheck([name, run]: (typeof checks)[number]): Promise<boolean> {
  const begin = Date.now();
  const { code, output } = await run();
  const seconds = formatSeconds(Date.now() - begin);
  console.log(code === 0 ? `✓ ${name} (${seconds})` : `✗ ${name} (${seconds})\n${output}\n`);
  return code === 0;
}

const begin = Date.now();
const results = await Promise.all(checks.map(runCheck));
const failed = results.filter((passed) => !passed).length;
console.log(
  failed === 0
    ? `All checks passed in ${formatSeconds(Date.now() - begin)}`
    : `${failed} of ${checks.length} checks failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
