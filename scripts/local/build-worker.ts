import { build, stop, type BuildOptions } from 'esbuild';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify, type MinifyOptions } from 'vite';
import { ExpectedError } from './expected-error.ts';
import { areInputsUnchanged, forgetInputs, noteInputs } from './inputs.ts';
import { CONFIG_FILE, ROOT, WORKER_FILE } from './project.ts';
import { readWorkerConfig } from './worker-config.ts';

const TIGHTENING: MinifyOptions = { module: true, compress: { target: 'es2024' }, mangle: { toplevel: true } };
const NOTE = join(dirname(WORKER_FILE), 'inputs.json');

/** The settings that wrangler bundles a Worker with. */
export function describeWorkerBuild(): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: ROOT,
    entryPoints: [readWorkerConfig(CONFIG_FILE).main],
    outfile: WORKER_FILE,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    define: {
      'process.env.NODE_ENV': '"production"',
      'navigator.userAgent': '"Cloudflare-Workers"',
      IN_WORKER: 'true',
    },
    loader: { '.sql': 'text', '.txt': 'text', '.html': 'text' },
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
  };
}

/** What esbuild leaves longer than need be: a second minifier takes 4 % off the upload, so the Worker is bundled here and not by wrangler. */
async function tighten(file: string): Promise<void> {
  const { code, errors } = await minify(file, readFileSync(file, 'utf8'), TIGHTENING);
  if (errors.length > 0) throw new ExpectedError(errors.map(({ message }) => message).join('\n'));
  writeFileSync(file, code);
}

/** Bundles the Worker to .build/worker/index.js unless nothing that it is made of has changed. */
export async function buildWorker(): Promise<{ rebuilt: boolean; bytes: number; gzip: number }> {
  const settings = describeWorkerBuild();
  const salt = JSON.stringify([settings, TIGHTENING, readFileSync(join(ROOT, 'package-lock.json'), 'utf8')]);
  const rebuilt = !existsSync(WORKER_FILE) || !areInputsUnchanged(NOTE, salt);
  if (rebuilt) {
    forgetInputs(NOTE);
    const { metafile } = await build(settings).catch((error: Error) => {
      throw new ExpectedError(error.message);
    });
    await stop();
    await tighten(WORKER_FILE);
    // Some inputs are not files: those that a package turns off for browsers, and defined values.
    const files = Object.keys(metafile.inputs).filter((file) => existsSync(join(ROOT, file)));
    noteInputs(NOTE, files, salt);
  }
  const built = readFileSync(WORKER_FILE);
  return { rebuilt, bytes: built.length, gzip: gzipSync(built).length };
}
