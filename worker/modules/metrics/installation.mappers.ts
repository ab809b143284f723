import type { Backlog } from '../../core/figures.ts';
import { RESOURCES, type PublicationFigures } from '../../core/ports.ts';
import type { InstallationRows } from './figures.queries.ts';
import { gauge, gauges, samplesOf, type Family, type Sample } from './family.ts';

type Row = Record<string, unknown>;

const numberOf = (row: Row, name: string): number => Number(row[name] ?? 0);
/** Clocks of Postgres and of rows may differ by a little; an age is never negative. */
const ageOf = (row: Row, name: string): number => Math.max(0, numberOf(row, name));

export function toInstallationFamilies(rows: InstallationRows): Family[] {
  const { objects, outbox, deliveries, mails, landed } = rows;
  const count = (name: string) => gauge(`halyard_${name}`, `How many ${name} there are.`, numberOf(objects, name));
  return [
    ...['organisations', 'projects', 'environments', 'features', 'segments', 'users'].map(count),
    gauges(
      'halyard_outbox_rows',
      'Changes that are committed and not yet published: due, or scheduled for later.',
      samplesOf('state', { due: numberOf(outbox, 'due'), scheduled: numberOf(outbox, 'scheduled') }),
    ),
    gauge(
      'halyard_outbox_oldest_due_seconds',
      'How long the change that is due longest has been waiting to be published; 0 if none is.',
      ageOf(outbox, 'oldest'),
    ),
    gauges(
      'halyard_deliveries',
      'Webhook deliveries that are not finished: due now, in flight, or waiting for a later try, their receiver or their publication.',
      samplesOf('state', {
        due: numberOf(deliveries, 'due'),
        in_flight: numberOf(deliveries, 'in_flight'),
        waiting: numberOf(deliveries, 'waiting'),
      }),
    ),
    gauge(
      'halyard_deliveries_oldest_due_seconds',
      'How long the delivery that is due longest has been due; 0 if none is.',
      ageOf(deliveries, 'oldest'),
    ),
    gauge(
      'halyard_deliveries_dead_last_day',
      'Deliveries given up in the last 24 hours.',
      numberOf(deliveries, 'dead'),
    ),
    gauge(
      'halyard_delivery_receivers_resting',
      'Receivers of deliveries that are left alone for a while because they fail.',
      numberOf(deliveries, 'resting'),
    ),
    gauge('halyard_mails_waiting', 'Mails that nobody has carried yet.', numberOf(mails, 'waiting')),
    gauge(
      'halyard_mails_oldest_waiting_seconds',
      'Age of the oldest mail that nobody has carried yet; 0 if none is waiting.',
      ageOf(mails, 'oldest'),
    ),
    ...toUsageFamilies(rows.usage),
    gauge(
      'halyard_usage_landed_timestamp_seconds',
      'When counts of requests or evaluations last reached Postgres.',
      landed['at'] === null || landed['at'] === undefined ? null : numberOf(landed, 'at'),
    ),
  ];
}

function toUsageFamilies(rows: Row[]): Family[] {
  const blocks = ['running', 'last'];
  const find = (block: string, resource: number) =>
    numberOf(rows.find((row) => row['block'] === block && row['resource'] === resource) ?? {}, 'count');
  const requests = blocks.flatMap((block) =>
    Object.entries(RESOURCES).map(([resource, code]) => ({ labels: { block, resource }, value: find(block, code) })),
  );
  return [
    gauges(
      'halyard_usage_requests',
      'Requests of SDKs that have reached Postgres, in the running block of 15 minutes and in the last one.',
      requests,
    ),
    gauges(
      'halyard_usage_evaluations',
      'Evaluations that SDKs have reported, in the running block of 15 minutes and in the last one.',
      blocks.map((block) => ({ labels: { block }, value: find(block, 0) })),
    ),
  ];
}

/** Figures of the buffers that cannot empty themselves. */
export function toBacklogFamilies(backlogs: readonly Backlog[], now: number): Family[] {
  const kinds = (['usage', 'identity'] as const).map((buffer) => {
    const own = backlogs.filter((backlog) => backlog.buffer === buffer);
    return { labels: { buffer }, own };
  });
  const samples = (read: (own: Backlog[]) => number): Sample[] =>
    kinds.map(({ labels, own }) => ({ labels, value: read(own) }));
  return [
    gauges(
      'halyard_buffers_backlogged',
      'Buffers that could not bring to Postgres what they hold when they last tried.',
      samples((own) => own.length),
    ),
    gauges(
      'halyard_buffer_backlog',
      'What these hold: batches of counts (usage), changes of identities (identity).',
      samples((own) => own.reduce((sum, { waiting }) => sum + waiting, 0)),
    ),
    gauges(
      'halyard_buffer_backlog_oldest_seconds',
      'Age of the oldest of it; 0 without any.',
      samples((own) => Math.max(0, ...own.map(({ since }) => (now - since) / 1000))),
    ),
  ];
}

/** `figures` is null for a publisher that did not answer in time. */
export type Publication = { environmentId: number; figures: PublicationFigures | null };

export function toPublicationFamilies(publications: readonly Publication[]): Family[] {
  const of = (read: (figures: PublicationFigures) => number | null): Sample[] =>
    publications.flatMap(({ environmentId, figures }) => {
      const value = figures === null ? null : read(figures);
      return value === null ? [] : [{ labels: { environment: String(environmentId) }, value }];
    });
  const lags = publications.flatMap(({ environmentId, figures }) =>
    (figures?.copies ?? []).map(({ name, version }) => ({
      labels: { environment: String(environmentId), place: name },
      value: Math.max(0, (figures?.version ?? 0) - version),
    })),
  );
  return [
    gauges(
      'halyard_publisher_up',
      'Whether the publisher of the environment answered in time.',
      publications.map(({ environmentId, figures }) => ({
        labels: { environment: String(environmentId) },
        value: figures === null ? 0 : 1,
      })),
    ),
    gauges(
      'halyard_publisher_version',
      'The newest version of the environment.',
      of(({ version }) => version),
    ),
    gauges(
      'halyard_publisher_updated_timestamp_seconds',
      'When the newest version says it was made.',
      of(({ updatedAt }) => (updatedAt === null ? null : updatedAt / 1000)),
    ),
    gauges(
      'halyard_publisher_held',
      'Whether a publication of the environment is held as a likely accident.',
      of(({ held }) => Number(held)),
    ),
    gauges(
      'halyard_publisher_pinned',
      'Whether the environment stays with a kept version, whatever is committed.',
      of(({ pinned }) => Number(pinned)),
    ),
    gauges('halyard_publisher_copy_lag', 'By how many versions the copy in this place is behind.', lags),
  ];
}
