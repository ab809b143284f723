import { quantile } from './quantile.ts';

/** One call as its client saw it. The status is `error` where there was no answer. */
export type Seen = { kind: string; status: string; ms: number };

export type ObservedRow = {
  phase: string;
  kind: string;
  requests: number;
  /** Answers that are not 2xx, as `status: how many`. */
  errors: string;
  p50: number;
  p99: number;
  max: number;
  perSecond: number;
  /** Of the rate of the same kind in the first phase. */
  rate: number;
};

type Phase = { name: string; isWhole: boolean; beganAt: number; endedAt: number; seen: Seen[] };

/** What clients see, by phase and kind. A call belongs to the phase in which it began, unless a fault began or ended on its way: then to that. */
export class Observations {
  readonly #phases: Phase[] = [];

  begin(name: string, isWhole: boolean, now = performance.now()): void {
    this.end(now);
    this.#phases.push({ name, isWhole, beganAt: now, endedAt: Number.POSITIVE_INFINITY, seen: [] });
  }

  end(now = performance.now()): void {
    const last = this.#phases.at(-1);
    if (last !== undefined) last.endedAt = Math.min(last.endedAt, now);
  }

  note(beganAt: number, seen: Seen): void {
    const endedAt = beganAt + seen.ms;
    const met = this.#phases.filter((phase) => phase.beganAt <= endedAt && beganAt < phase.endedAt);
    (met.find(({ isWhole }) => !isWhole) ?? met[0])?.seen.push(seen);
  }

  rows(): ObservedRow[] {
    const normal = new Map<string, number>();
    return this.#phases.flatMap(({ name, beganAt, endedAt, seen }) => {
      const seconds = (endedAt - beganAt) / 1_000;
      const byKind = Map.groupBy(seen, ({ kind }) => kind);
      for (const [kind, calls] of byKind) if (!normal.has(kind)) normal.set(kind, calls.length / seconds);
      return [...normal].map(([kind, usual]) => {
        const calls = byKind.get(kind) ?? [];
        const perSecond = calls.length / seconds;
        return { phase: name, ...summarise(kind, calls), perSecond, rate: perSecond / usual };
      });
    });
  }
}

export function printObserved(rows: readonly ObservedRow[]): void {
  console.table(
    rows.map(({ p50, p99, max, perSecond, rate, ...row }) => ({
      ...row,
      'p50 ms': round(p50),
      'p99 ms': round(p99),
      'max ms': round(max),
      'per s': round(perSecond),
      'of normal': Number(rate.toFixed(2)),
    })),
  );
}

function summarise(kind: string, calls: readonly Seen[]) {
  const times = calls.map(({ ms }) => ms);
  const failed = Map.groupBy(
    calls.filter(({ status }) => !/^2\d\d$/.test(status)),
    ({ status }) => status,
  );
  return {
    kind,
    requests: calls.length,
    errors: [...failed].map(([status, some]) => `${status}: ${some.length}`).join(', '),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    max: times.length === 0 ? Number.NaN : Math.max(...times),
  };
}

function round(value: number): number {
  return value < 10 ? Number(value.toFixed(1)) : Math.round(value);
}
