import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DASHBOARD_FOLDER, DASHBOARD_MANIFEST } from './project.ts';

type Chunk = { file: string; css?: string[]; imports?: string[]; isEntry?: boolean; isDynamicEntry?: boolean };
type Figure = { name: string; kilobytes: number; limit: number };

const ENTRY = 'index.html';
const FEATURES = 'pages/features/features-page.tsx';
const LIMITS = { entry: 50, features: 80, chunk: 25, css: 15 };
/** Lazy chunks that may be of another size, by their source. */
const CHUNK_LIMITS: Readonly<Record<string, number>> = {
  // The engine as the server runs it: most of it is the linear-time regular expressions, without which it would answer otherwise.
  '../worker/engine/index.ts': 80,
};

/** What the built dashboard weighs, compressed, beside what it may weigh. */
export function measureDashboard(): Figure[] {
  const manifest = JSON.parse(readFileSync(DASHBOARD_MANIFEST, 'utf8')) as Record<string, Chunk>;
  const sizeOf = (file: string) => gzipSync(readFileSync(join(DASHBOARD_FOLDER, file)), { level: 9 }).length / 1000;
  const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + sizeOf(file), 0);
  const withImports = (name: string, found = new Set<string>()): Set<string> => {
    const chunk = manifest[name];
    if (chunk === undefined || found.has(chunk.file)) return found;
    found.add(chunk.file);
    for (const one of chunk.imports ?? []) withImports(one, found);
    return found;
  };
  const entry = withImports(ENTRY);
  const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
  const lazy = Object.entries(manifest).filter(([, chunk]) => chunk.isDynamicEntry === true);
  return [
    { name: 'entry', kilobytes: sum(entry), limit: LIMITS.entry },
    { name: 'features route', kilobytes: sum(new Set([...entry, ...withImports(FEATURES)])), limit: LIMITS.features },
    { name: 'CSS', kilobytes: sum(css), limit: LIMITS.css },
    ...lazy.map(([name, chunk]) => ({
      name,
      kilobytes: sizeOf(chunk.file),
      limit: CHUNK_LIMITS[name] ?? LIMITS.chunk,
    })),
  ];
}

/** One line a figure; those above their limit are marked. */
export function describeFigures(figures: readonly Figure[]): string {
  return figures
    .map(({ name, kilobytes, limit }) => {
      const mark = kilobytes > limit ? '✗' : ' ';
      return `  ${mark} ${name.padEnd(44)} ${kilobytes.toFixed(1).padStart(6)} of ${limit} kB gzip`;
    })
    .join('\n');
}
