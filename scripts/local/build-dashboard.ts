import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { areInputsUnchanged, forgetInputs, listFiles, noteInputs } from './inputs.ts';
import { BUILD_FOLDER, DASHBOARD_FOLDER, DASHBOARD_MANIFEST, ROOT } from './project.ts';
import { securityHeaders } from './security-headers.ts';

const NOTE = join(BUILD_FOLDER, 'dashboard-inputs.json');
const SOURCES = [
  'scripts/local/security-headers.ts',
  'dashboard',
  'worker/contract',
  'worker/engine',
  'vite.config.ts',
  'package-lock.json',
];

/**
 * Builds the dashboard to .build/dashboard unless nothing that it is made of has changed. Sizes are those of its scripts.
 * A checkout without dashboard/index.html has nothing to build.
 */
export async function buildDashboard(): Promise<{ rebuilt: boolean; bytes: number; gzip: number }> {
  if (!existsSync(join(ROOT, 'dashboard', 'index.html'))) return { rebuilt: false, bytes: 0, gzip: 0 };
  const files = listFiles(SOURCES).filter((file) => !/\.test\.tsx?$/.test(file));
  // A new file changes the list, which the salt holds.
  const salt = [...files, process.env['FLAGSMITH_ON_FLAGSMITH_API_URL'] ?? ''].join('\n');
  const rebuilt = !existsSync(join(DASHBOARD_FOLDER, 'index.html')) || !areInputsUnchanged(NOTE, salt);
  if (rebuilt) {
    forgetInputs(NOTE);
    // Vite takes a while to load, and most starts do not need it.
    const { build } = await import('vite');
    await build({
      root: join(ROOT, 'dashboard'),
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: DASHBOARD_FOLDER, emptyOutDir: true },
    });
    renameSync(join(DASHBOARD_FOLDER, 'manifest.json'), DASHBOARD_MANIFEST);
    writeFileSync(join(DASHBOARD_FOLDER, '_headers'), describeHeaders());
    noteInputs(NOTE, files, salt);
  }
  const scripts = listFiles(['.build/dashboard']).filter((file) => file.endsWith('.js'));
  const sizes = scripts.map((file) => readFileSync(join(ROOT, file)));
  return {
    rebuilt,
    bytes: sizes.reduce((sum, content) => sum + content.length, 0),
    gzip: sizes.reduce((sum, content) => sum + gzipSync(content).length, 0),
  };
}

/** Security headers and times to keep, as Cloudflare Pages reads them. */
function describeHeaders(): string {
  const lines = Object.entries(securityHeaders(process.env['FLAGSMITH_ON_FLAGSMITH_API_URL'])).map(
    ([name, value]) => `  ${name}: ${value}`,
  );
  return ['/*', ...lines, '/assets/*', '  cache-control: public, max-age=31536000, immutable', ''].join('\n');
}
