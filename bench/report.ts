import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';

export type Row = {
  name: string;
  ratio: number;
  /** What the ratio is to. */
  of: string;
  floor: number | null;
  /** For rows where less is better: the ratio must not be above this. */
  limit?: number;
  aim: number | null;
  /** Everything else that was measured. */
  [figure: string]: unknown;
};

const RESULTS = join(import.meta.dirname, 'results');

export function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function isMet({ ratio, floor, limit }: Row): string {
  if (limit !== undefined) return ratio <= limit ? 'yes' : 'no';
  if (floor === null) return '';
  return ratio >= floor ? 'yes' : 'no';
}

/** Prints the rows as a table of ratios and writes them, with the machine they were taken on, to `bench/results`. */
export function writeResults(name: string, rows: Row[], more: Record<string, unknown> = {}): void {
  console.table(
    rows.map((row) => ({
      row: row.name,
      ratio: `${row.ratio.toFixed(2)} × ${row.of}`,
      floor: row.limit === undefined ? (row.floor ?? '') : `at most ${row.limit}`,
      aim: row.aim ?? '',
      met: isMet(row),
    })),
  );
  mkdirSync(RESULTS, { recursive: true });
  const machine = {
    system: type(),
    architecture: process.arch,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const file = join(RESULTS, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ takenAt: new Date().toISOString(), machine, rows, ...more }, null, 2)}\n`);
}
