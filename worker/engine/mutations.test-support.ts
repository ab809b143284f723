import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { EvaluationContext, EvaluationResult } from './context.ts';

/** One edit of the engine's source: in `file`, `from`, which must occur exactly once, becomes `to`. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface BuiltEngine {
  readonly getEvaluationResult: (context: EvaluationContext) => EvaluationResult;
}

/** Builds the engine with its source edited, and loads it; the source on disk stays as it is. */
export async function buildEngine(edits: readonly Edit[]): Promise<BuiltEngine> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
    plugins: [createEditor(edits)],
  });
  const folder = mkdtempSync(join(tmpdir(), 'engine-mutation-'));
  try {
    const file = join(folder, 'engine.mjs');
    writeFileSync(file, outputFiles[0]?.contents ?? '');
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function createEditor(edits: readonly Edit[]): Plugin {
  return {
    name: 'edit-engine',
    setup(context) {
      context.onResolve({ filter: /^re2js$/ }, () => ({ path: import.meta.resolve('re2js'), external: true }));
      context.onLoad({ filter: /engine\/[a-z0-9-]+\.ts$/ }, ({ path }) => {
        const own = edits.filter(({ file }) => file === basename(path));
        return { contents: own.reduce(applyEdit, readFileSync(path, 'utf8')), loader: 'ts' };
      });
    },
  };
}

function applyEdit(source: string, { file, from, to }: Edit): string {
  if (source.split(from).length !== 2) throw new Error(`${file}: expected once, to be replaced: ${from}`);
  return source.replace(from, () => to);
}
