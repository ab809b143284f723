/** One thing to be timed; `run` is called with 0, 1, 2 … and does its work once per call. */
export interface Contestant {
  readonly name: string;
  readonly run: (turn: number) => unknown;
}

export interface Measurement {
  readonly name: string;
  /** Microseconds per run: median over the rounds. */
  readonly microseconds: number;
  /** Slowest minus fastest round, over the median. */
  readonly spread: number;
}

const SLICE_MS = 200;
const ROUNDS = 5;

/** Times all contestants in turn, round by round, so that a disturbance of the machine meets each of them alike. */
export function measureInterleaved(contestants: readonly Contestant[]): Measurement[] {
  for (const contestant of contestants) timeSlice(contestant);
  const rounds = contestants.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, contestant] of contestants.entries()) rounds[index]?.push(timeSlice(contestant));
  }
  return contestants.map(({ name }, index) => summarise(name, rounds[index] ?? []));
}

function timeSlice({ run }: Contestant): number {
  const start = performance.now();
  let turns = 0;
  let elapsed = 0;
  for (let batch = 1; elapsed < SLICE_MS; batch = Math.min(batch * 2, 1024)) {
    for (let turn = 0; turn < batch; turn++) run(turns + turn);
    turns += batch;
    elapsed = performance.now() - start;
  }
  return (elapsed * 1000) / turns;
}

function summarise(name: string, times: readonly number[]): Measurement {
  const sorted = times.toSorted((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { name, microseconds: median, spread: ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / median };
}
