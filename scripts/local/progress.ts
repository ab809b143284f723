import { ExpectedError } from './expected-error.ts';

export type Report = (line: string) => void;

/** Runs one step, telling when it begins and, with its seconds, when it is done; `describe` words the result. */
export async function runStep<Result>(
  report: Report,
  name: string,
  work: () => Promise<Result>,
  describe: (result: Result) => string,
): Promise<Result> {
  const begin = Date.now();
  report(`  … ${name}`);
  const result = await work();
  report(`  ✓ ${name}: ${describe(result)} (${formatSeconds(Date.now() - begin)})`);
  return result;
}

/** Milliseconds as seconds with one decimal. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Bytes as kB. */
export function formatSize({ bytes, gzip }: { bytes: number; gzip: number }): string {
  return `${Math.round(bytes / 1000)} kB, ${Math.round(gzip / 1000)} kB gzip`;
}

/** Prints an error for the person at the terminal: the message alone where it says all, with its stack otherwise. */
export function printFailure(error: unknown): void {
  if (error instanceof ExpectedError) console.error(`\n${error.message}`);
  else console.error(error);
}
