import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationContext, EvaluationResult } from './context.ts';

export interface Vector {
  readonly name: string;
  readonly context: EvaluationContext;
  readonly result: EvaluationResult;
}

/** The cases of a folder of `.json` and `.jsonc` files, by file name; empty when there is no such folder. */
export function loadVectors(folder: string): Vector[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /\.jsonc?$/.test(file));
  return files.toSorted().map((file) => {
    const { context, result } = JSON.parse(stripComments(readFileSync(join(folder, file), 'utf8')));
    return { name: file, context, result };
  });
}

/** Removes `//` and block comments outside of strings. */
function stripComments(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, literal?: string) => literal ?? '');
}
