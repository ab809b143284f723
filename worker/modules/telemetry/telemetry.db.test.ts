import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutboundRequest } from '../../core/context.ts';
import { addFeature } from '../../testing/fixtures/scene-features.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';
import { reportTelemetry } from './telemetry.service.ts';

const PREVIEW = '/api/v1/telemetry/preview/';
const RECEIVER = '/api/v1/analytics/telemetry/';
const RECEIVING = 'https://telemetry.example.org/api/v1/analytics/telemetry/';
const FIGURES = { organisations: 1, projects: 1, environments: 1, features: 2, segments: 0, users: 2 };
const REPORT = { ...FIGURES, debug_enabled: false, env: 'prod' };

let management: Management;
let settings: Record<string, string>;
let sent: OutboundRequest[];

beforeEach(async () => {
  settings = { TELEMETRY_URL: RECEIVING, ENV: 'prod' };
  sent = [];
  management = await openManagement({ settings });
  management.ports.outbound = {
    findFault: () => null,
    send: async (request) => {
      sent.push(request);
      return { status: 201, text: '', headers: new Headers() };
    },
  };
});
afterEach(() => management.close());

async function fill() {
  const scene = await createScene(management.pool);
  await addFeature(scene, 'one');
  await addFeature(scene, 'two');
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const superuser = await createPerson(management.pool, { isSuperuser: true });
  return { scene, admin, superuser };
}

const makeOlder = (interval: string) =>
  management.pool.query(`update telemetry_turns set taken_at = taken_at - interval '${interval}'`);

test('telemetry preview: a superuser → what would be sent, and where; anybody else → 403', async () => {
  const { admin, superuser } = await fill();

  const answer = await management.call('GET', PREVIEW, { as: superuser.authorization });
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).toEqual({
    enabled: true,
    url: RECEIVING,
    interval_hours: 8,
    report: REPORT,
    seen_by_receiver: ['ip_address'],
  });
  expect((await management.call('GET', PREVIEW, { as: admin.authorization })).status).toBe(403);
  expect((await management.call('GET', PREVIEW)).status).toBe(401);
  expect(sent).toEqual([]);
});

test('telemetry: many isolates at once, then too soon, then hours later → one report each time it is due', async () => {
  await fill();
  const report = () => reportTelemetry(management.ports, 'due');
  await Promise.all([report(), report(), report(), report()]);
  await report();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ url: RECEIVING, method: 'POST' });
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual(REPORT);

  await makeOlder('6 minutes');
  await reportTelemetry(management.ports, 'missed');
  expect(sent).toHaveLength(1);
  await makeOlder('8 hours');
  await reportTelemetry(management.ports, 'missed');
  expect(sent).toHaveLength(2);
});

test('telemetry: switched off → no turn, nothing leaves; without an address → only logged; a receiver that fails → no error', async () => {
  await fill();
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    settings['ENABLE_TELEMETRY'] = 'False';
    await reportTelemetry(management.ports, 'due');
    expect((await management.pool.query('select from telemetry_turns')).rowCount).toBe(0);
    expect(log).not.toHaveBeenCalled();

    delete settings['ENABLE_TELEMETRY'];
    delete settings['TELEMETRY_URL'];
    await reportTelemetry(management.ports, 'due');
    expect(log.mock.calls).toEqual([[JSON.stringify({ event: 'telemetry.report.kept', ...REPORT })]]);
  } finally {
    log.mockRestore();
  }

  settings['TELEMETRY_URL'] = RECEIVING;
  await makeOlder('1 hour');
  management.ports.outbound.send = () => Promise.reject(new Error('refused'));
  await expect(reportTelemetry(management.ports, 'due')).resolves.toBeUndefined();
  expect(sent).toEqual([]);
});

test('telemetry receiver: a report without any credential → 201, kept with its address', async () => {
  const answer = await management.call('POST', RECEIVER, {
    body: { ...REPORT, unknown: 1 },
    headers: { 'cf-connecting-ip': '198.51.100.7' },
  });

  expect([answer.status, answer.body]).toEqual([201, REPORT]);
  const { rows } = await management.pool.query('select address, organisations, env from telemetry_reports');
  expect(rows).toEqual([{ address: '198.51.100.7', organisations: 1, env: 'prod' }]);
});

test('telemetry receiver: a faulty report → 400 that names the fields; too many → 429', async () => {
  const faulty = { organisations: 'x', projects: -1, environments: 1, features: 1.5, segments: 1, users: 1 };
  const answer = await management.call('POST', RECEIVER, { body: faulty });
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.body as object).toSorted()).toEqual([
    'debug_enabled',
    'env',
    'features',
    'organisations',
    'projects',
  ]);
  expect((await management.call('POST', RECEIVER, { body: [] })).status).toBe(400);
  expect((await management.call('GET', RECEIVER)).status).toBe(405);

  const statuses = [];
  for (let n = 0; n < 31; n += 1) statuses.push((await management.call('POST', RECEIVER, { body: REPORT })).status);
  expect(statuses.at(-1)).toBe(429);
});
