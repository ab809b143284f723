import type { Family, Labels, Sample } from './family.ts';

/** Sums count from the start of what counts them. */
const CUMULATIVE = 2;

type Moments = {
  /** Epoch milliseconds. */
  now: number;
  /** Since when counters count. */
  countedSince: number;
};

/** The families that have samples, as the body of an OTLP/HTTP request in JSON. */
export function toOtlp(families: readonly Family[], resource: Labels, version: string, moments: Moments) {
  const metrics = families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const isSum = type === 'counter';
      const dataPoints = samples.map((sample) => toDataPoint(sample, moments, isSum));
      const data = isSum
        ? { sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } }
        : { gauge: { dataPoints } };
      return { name, description: help, unit: unitOf(name), ...data };
    });
  return {
    resourceMetrics: [
      {
        resource: { attributes: toAttributes(resource) },
        scopeMetrics: [{ scope: { name: 'halyard', version }, metrics }],
      },
    ],
  };
}

/** `key=value,key=value`, values percent-encoded; what could not be sent as a header is left out. */
export function readHeaders(text: string): Record<string, string> {
  const headers: [string, string][] = [];
  for (const pair of text.split(',')) {
    const end = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, end)).trim();
    const value = decode(pair.slice(end + 1).trim());
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)) headers.push([name.toLowerCase(), value]);
  }
  return Object.fromEntries(headers);
}

function toDataPoint({ labels, value }: Sample, { now, countedSince }: Moments, isSum: boolean) {
  return {
    attributes: toAttributes(labels),
    ...(isSum ? { startTimeUnixNano: toNano(countedSince) } : {}),
    timeUnixNano: toNano(now),
    asDouble: value,
  };
}

function toAttributes(labels: Labels) {
  return Object.entries(labels).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

/** A number would lose its last digits in JSON. */
function toNano(milliseconds: number): string {
  return `${Math.floor(milliseconds)}000000`;
}

function unitOf(name: string): string {
  if (name.endsWith('_seconds')) return 's';
  return name.endsWith('_bytes') ? 'By' : '1';
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
