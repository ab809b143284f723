import type { IsolateFigures } from '../../core/figures.ts';
import { gauges, samplesOf, type Family } from './family.ts';

/** What one isolate knows of itself. Another request may meet another one, so all of it says whose it is. */
export function toIsolateFamilies(isolate: IsolateFigures): Family[] {
  const labels = { isolate: isolate.id };
  const { oldestConfirmedMs, refreshes, loads, ...served } = isolate.readServed();
  const identities = isolate.readIdentities();
  const breaker = isolate.readBreaker();
  const one = (name: string, help: string, value: number | null): Family =>
    gauges(`halyard_isolate_${name}`, help, value === null ? [] : [{ labels, value }]);
  const total = (name: string, help: string, samples: Family['samples']): Family => ({
    name: `halyard_isolate_${name}_total`,
    help,
    type: 'counter',
    samples,
  });
  return [
    one('start_time_seconds', 'When the isolate took its first request.', isolate.startedAt / 1000),
    total(
      'requests',
      'Requests that the isolate has answered, by kind of route and class of status.',
      isolate.answers.list().map(({ kind, status, count }) => ({ labels: { ...labels, kind, status }, value: count })),
    ),
    total(
      'refreshes',
      'How questions to publishers for news ended; late: a request that waited for it was answered without.',
      samplesOf('outcome', refreshes, labels),
    ),
    total(
      'loads',
      'How environments that the isolate did not know were found; fallback: not by the publisher in time.',
      samplesOf('outcome', loads, labels),
    ),
    one(
      'document_age_seconds',
      'Longest time since a publisher confirmed what is served, of the environments in use; absent without any.',
      oldestConfirmedMs === null ? null : oldestConfirmedMs / 1000,
    ),
    one(
      'documents_unconfirmed',
      'Environments in use that came from a copy and no publisher has confirmed.',
      served.unconfirmed,
    ),
    one('environments', 'Environments that the isolate holds.', served.environments),
    one('environments_bytes', 'Length of their documents as text.', served.bytes),
    one('keys', 'Keys of environments that the isolate knows.', served.keys),
    one('unknown_keys', 'Keys that the isolate has lately found to open nothing.', served.unknownKeys),
    one('identities', 'Identities that the isolate holds.', identities.held),
    one('identities_bytes', 'About how much memory they take.', identities.bytes),
    total('identity_writes_buffered', 'Changes of identities that an identity buffer took because Postgres did not.', [
      { labels, value: identities.buffered },
    ]),
    one(
      'database_spared',
      'Whether Postgres is not being asked because its last calls failed.',
      Number(breaker.isOpen),
    ),
    total('database_sparings', 'How often that began.', [{ labels, value: breaker.openings }]),
  ];
}
