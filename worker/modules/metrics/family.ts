export type Labels = Record<string, string>;
export type Sample = { labels: Labels; value: number };

/** One metric with all its samples. Names and units are Prometheus's; counters end in `_total`. */
export type Family = { name: string; help: string; type: 'gauge' | 'counter'; samples: Sample[] };

/** A gauge without labels; without a value it is left out. */
export function gauge(name: string, help: string, value: number | null): Family {
  return gauges(name, help, value === null ? [] : [{ labels: {}, value }]);
}

export function gauges(name: string, help: string, samples: Sample[]): Family {
  return { name, help, type: 'gauge', samples };
}

/** One sample for each entry, under the label. */
export function samplesOf(label: string, values: Record<string, number>, more: Labels = {}): Sample[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { ...more, [label]: name }, value }));
}
