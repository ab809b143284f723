import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AnswerCounts } from '../../core/answer-counts.ts';
import type { OutboundRequest } from '../../core/context.ts';
import type { FigureSources } from '../../core/figures.ts';
import { createScene, type Scene } from '../../testing/fixtures/scene.ts';
import { parseExposition, valueOf } from '../../testing/fixtures/exposition.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { exportFigures } from './export.service.ts';
import { toExposition } from './exposition.ts';
import { collectFigures, collectInstallation } from './metrics.service.ts';

let management: Management;
let busy: Scene;
let quiet: Scene;
let sources: FigureSources;
const asked: number[] = [];

beforeAll(async () => {
  management = await openManagement();
  busy = await createScene(management.pool);
  quiet = await createScene(management.pool);
  sources = {
    database: management.ports.database,
    publishers: {
      ...management.ports.publishers,
      figures: async (environmentId) => {
        asked.push(environmentId);
        if (environmentId === quiet.environmentId) throw new Error('away');
        return {
          version: 9,
          updatedAt: 1_800_000_000_500,
          held: true,
          pinned: false,
          copies: [{ name: 'kv', version: 7 }],
        };
      },
    },
    listBacklogs: async () => [
      { buffer: 'usage', waiting: 3, since: Date.now() - 60_000 },
      { buffer: 'usage', waiting: 4, since: Date.now() - 30_000 },
    ],
    isolate: {
      id: 'abcd1234',
      startedAt: 1_700_000_000_000,
      answers: new AnswerCounts(),
      readServed: () => ({
        environments: 0,
        bytes: 0,
        keys: 0,
        unknownKeys: 0,
        oldestConfirmedMs: null,
        unconfirmed: 0,
        refreshes: { unchanged: 0, newer: 0, refused: 0, failed: 0, late: 0 },
        loads: { publisher: 0, fallback: 0, unknown_key: 0, failed: 0 },
      }),
      listHeldEnvironments: () => [quiet.environmentId, busy.environmentId],
      readIdentities: () => ({ held: 0, bytes: 0, buffered: 0 }),
      readBreaker: () => ({ isOpen: false, openings: 0 }),
    },
  };
  await fill();
});
afterAll(() => management.close());

const run = (sql: string, params: unknown[] = []) => management.pool.query(sql, params);

async function fill(): Promise<void> {
  await run('delete from outbox');
  const changes = `insert into outbox (organisation_id, project_id, environment_id, kind, due_at) values ($1, $2, $3, 'x', now() + $4::interval)`;
  const ofBusy = [busy.organisationId, busy.projectId, busy.environmentId];
  await run(changes, [...ofBusy, '-90 seconds']);
  await run(changes, [...ofBusy, '-10 seconds']);
  await run(changes, [...ofBusy, '1 hour']);
  const receiverId = await addReceiver(true, null);
  const restingId = await addReceiver(true, '1 minute');
  const offId = await addReceiver(false, null);
  const waitsFor = await run('select min(id) as id from outbox');
  // receiver, state, due, leased, after an outbox row, finished
  const deliveries: [number, string, string, boolean, boolean, string | null][] = [
    [receiverId, 'pending', '-40 seconds', false, false, null],
    [receiverId, 'pending', '-20 seconds', true, false, null],
    [receiverId, 'pending', '30 seconds', true, false, null],
    [receiverId, 'pending', '1 hour', false, false, null],
    [receiverId, 'pending', '-300 seconds', false, true, null],
    [receiverId, 'failed', '-1 hour', false, false, '-1 hour'],
    [receiverId, 'failed', '-3 days', false, false, '-3 days'],
    [receiverId, 'delivered', '-1 hour', false, false, '-1 hour'],
    [restingId, 'pending', '-600 seconds', false, false, null],
    [offId, 'pending', '-700 seconds', false, false, null],
  ];
  for (const [index, [receiver, state, due, isLeased, isHeld, finished]] of deliveries.entries()) {
    await run(
      `insert into webhook_deliveries (organisation_id, receiver_id, sequence, event_type, body, state, next_attempt_at, lease_id,
         after_outbox_id, retry_until, finished_at)
       values ($1, $2, $3, 'x', '', $4, now() + $5::interval, $6, $7, now() + interval '3 days', now() + $8::interval)`,
      [
        busy.organisationId,
        receiver,
        index,
        state,
        due,
        isLeased ? crypto.randomUUID() : null,
        isHeld ? (waitsFor.rows[0] as { id: string }).id : null,
        finished,
      ],
    );
  }
  const mail = `insert into mails (id, recipient, subject, sealed_body, created_at, sent_at) values (gen_random_uuid(), 'a@example.org', 'x', $1, now() - $2::interval, $3)`;
  await run(mail, ['x', '120 seconds', null]);
  await run(mail, ['x', '300 seconds', new Date()]);
  await run(mail, [null, '300 seconds', null]);
  const block = `insert into api_usage_blocks (organisation_id, environment_id, resource, block_start, count)
    values ($1, $2, $3, to_timestamp(floor(extract(epoch from now()) / 900) * 900 - $4::int * 900), $5)`;
  for (const [scene, resource, ago, count] of [
    [busy, 1, 0, 10],
    [quiet, 1, 0, 5],
    [quiet, 1, 1, 700],
    [quiet, 2, 1, 30],
    [busy, 1, 2, 9_999],
  ] as const) {
    await run(block, [scene.organisationId, scene.environmentId, resource, ago, count]);
  }
  const feature = await run(
    `insert into features (organisation_id, project_id, name) values ($1, $2, 'counted') returning id`,
    [busy.organisationId, busy.projectId],
  );
  await run(
    `insert into feature_evaluation_blocks (project_id, environment_id, feature_id, block_start, count)
     values ($1, $2, $3, to_timestamp(floor(extract(epoch from now()) / 900) * 900), 77)`,
    [busy.projectId, busy.environmentId, (feature.rows[0] as { id: number }).id],
  );
}

async function addReceiver(isEnabled: boolean, restsFor: string | null): Promise<number> {
  const { rows } = await run(
    `with hook as (
       insert into organisation_webhooks (organisation_id, url, enabled) values ($1, 'https://example.org', $2) returning id)
     insert into delivery_receivers (organisation_id, organisation_webhook_id, last_sequence, resume_at)
     select $1, id, 20, now() + $3::interval from hook returning id`,
    [busy.organisationId, isEnabled, restsFor],
  );
  return (rows[0] as { id: number }).id;
}

async function read(collect = collectInstallation, setting: (name: string) => string | undefined = () => undefined) {
  asked.length = 0;
  return parseExposition(toExposition(await collect(sources, setting)));
}

test('figures of Postgres: rows of every kind → each counted where it belongs, ages of the oldest', async () => {
  const figures = await read();
  const value = (name: string, labels = {}) => valueOf(figures, `halyard_${name}`, labels);

  expect(value('database_up')).toBe(1);
  expect([value('organisations'), value('environments'), value('features'), value('users')]).toEqual([2, 2, 1, 0]);
  expect([value('outbox_rows', { state: 'due' }), value('outbox_rows', { state: 'scheduled' })]).toEqual([2, 1]);
  expect(value('outbox_oldest_due_seconds')).toBeGreaterThanOrEqual(90);
  expect(value('outbox_oldest_due_seconds')).toBeLessThan(120);
  const deliveries = ['due', 'in_flight', 'waiting'].map((state) => value('deliveries', { state }));
  // A lease that has ended makes its delivery due again.
  expect(deliveries).toEqual([2, 1, 4]);
  expect(value('deliveries_oldest_due_seconds')).toBeGreaterThanOrEqual(40);
  expect(value('deliveries_oldest_due_seconds')).toBeLessThan(70);
  expect([value('deliveries_dead_last_day'), value('delivery_receivers_resting')]).toEqual([1, 1]);
  expect(value('mails_waiting')).toBe(1);
  expect(value('mails_oldest_waiting_seconds')).toBeGreaterThanOrEqual(120);
  const requests = (block: string, resource: string) => value('usage_requests', { block, resource });
  expect([requests('running', 'flags'), requests('last', 'flags'), requests('last', 'identities')]).toEqual([
    15, 700, 30,
  ]);
  expect(requests('running', 'traits')).toBe(0);
  expect([value('usage_evaluations', { block: 'running' }), value('usage_evaluations', { block: 'last' })]).toEqual([
    77, 0,
  ]);
  expect(figures.has('halyard_usage_landed_timestamp_seconds')).toBe(false);
});

test('figures of publishers: the longest waiting first, so many at most; one that is away → says so and has no others', async () => {
  const figures = await read();
  const of = (name: string, scene: Scene) =>
    valueOf(figures, `halyard_publisher_${name}`, { environment: String(scene.environmentId) });

  expect(asked).toEqual([busy.environmentId, quiet.environmentId]);
  expect([of('up', busy), of('version', busy), of('held', busy), of('pinned', busy), of('copy_lag', busy)]).toEqual([
    1, 9, 1, 0, 2,
  ]);
  expect(of('updated_timestamp_seconds', busy)).toBe(1_800_000_000.5);
  expect([of('up', quiet), of('version', quiet), of('held', quiet)]).toEqual([0, undefined, undefined]);

  await read(collectInstallation, (name) => (name === 'HALYARD_METRICS_ENVIRONMENTS' ? '1' : undefined));
  expect(asked).toEqual([busy.environmentId]);
  await read(collectInstallation, (name) => (name === 'HALYARD_METRICS_ENVIRONMENTS' ? '0' : undefined));
  expect(asked).toEqual([]);
});

test('figures: every name and label → of this product, counters end in _total, no text that a tenant chose', async () => {
  sources.isolate.answers.note(0, 200);
  const figures = await read(collectFigures);

  for (const [name, { type, samples }] of figures) {
    expect(name).toMatch(/^halyard_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name.startsWith('halyard_isolate_')).toBe(samples.some(({ labels }) => 'isolate' in labels));
    for (const value of samples.flatMap(({ labels }) => Object.values(labels))) {
      expect(value).toMatch(/^(\d+|[a-z_]+|[1-5]xx|abcd1234|\d+\.\d+\.\d+)$/);
    }
  }
  expect(valueOf(figures, 'halyard_isolate_requests_total', { kind: 'flags', status: '2xx' })).toBe(1);
  expect(valueOf(figures, 'halyard_buffers_backlogged', { buffer: 'usage' })).toBe(2);
  expect(valueOf(figures, 'halyard_buffer_backlog', { buffer: 'usage' })).toBe(7);
  expect(valueOf(figures, 'halyard_buffer_backlog_oldest_seconds', { buffer: 'usage' })).toBeGreaterThanOrEqual(60);
  expect(valueOf(figures, 'halyard_buffers_backlogged', { buffer: 'identity' })).toBe(0);
});

test('figures: storage away → said so, backlogs left out and everything else there', async () => {
  const before = sources.listBacklogs;
  sources.listBacklogs = () => Promise.reject(new Error('away'));
  try {
    const figures = await read();
    expect(valueOf(figures, 'halyard_storage_up')).toBe(0);
    expect(figures.has('halyard_buffers_backlogged')).toBe(false);
    expect(valueOf(figures, 'halyard_outbox_rows', { state: 'due' })).toBe(2);
  } finally {
    sources.listBacklogs = before;
  }
});

test('export: crons at once → one sender, with the named headers; a collector that fails → no error', async () => {
  const settings: Record<string, string> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.org/otlp/',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-token=very%20secret',
    OTEL_SERVICE_NAME: 'our flags',
  };
  const sent: OutboundRequest[] = [];
  const ports = {
    ...management.ports,
    setting: (name: string) => settings[name],
    outbound: {
      findFault: () => null,
      send: async (request: OutboundRequest) => {
        sent.push(request);
        return { status: 200, text: '{}', headers: new Headers() };
      },
    },
  };

  await Promise.all([exportFigures(sources, ports), exportFigures(sources, ports), exportFigures(sources, ports)]);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    url: 'https://collector.example.org/otlp/v1/metrics',
    method: 'POST',
    headers: { 'x-token': 'very secret', 'content-type': 'application/json' },
  });
  expect(sent[0]?.body).toContain('"our flags"');

  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const throttle = { take: async () => null };
  const outbound = { findFault: () => null, send: () => Promise.reject(new Error('refused')) };
  await expect(exportFigures(sources, { ...ports, throttle, outbound })).resolves.toBeUndefined();
  expect(String(errors.mock.calls)).toContain('metrics.export.failed');
  expect(String(errors.mock.calls)).not.toContain('secret');
  errors.mockRestore();

  delete settings['OTEL_EXPORTER_OTLP_ENDPOINT'];
  await exportFigures(sources, { ...ports, throttle });
  expect(sent).toHaveLength(1);
});
