import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSchema } from '../../contract/field.ts';
import { INTEGRATION_INPUTS } from '../../contract/integrations.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import { CONFIGURED_KINDS, KIND_FACTS } from '../../modules/integrations/integration-kinds.ts';
import { sweepDeliveries } from '../../modules/deliveries/deliver.service.ts';
import { enqueueDeliveries } from '../../modules/deliveries/enqueue.service.ts';
import { OPERATIONS } from '../../operations.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { HOSTILE_ADDRESSES } from '../fixtures/hostile-addresses.ts';
import { fillPath } from '../isolation/requests.ts';
import { sampleBody } from '../isolation/sample.ts';
import { buildWorld, type World } from '../isolation/world.ts';
import { createMember } from '../management/people.ts';
import { createScene } from '../fixtures/scene.ts';
import { openManagement, type Management } from '../management/management.ts';

/** Some fields take plain HTTP. */
const ADDRESSES = HOSTILE_ADDRESSES.filter((address) => address !== 'http://example.org/');

let management: Management;
let world: World;
/** What was sent to where: nothing may. */
const sent: string[] = [];
beforeAll(async () => {
  const egress = {
    fetch: (url: string) => {
      sent.push(url);
      return Promise.resolve(new Response('secrets of the inside'));
    },
  };
  management = await openManagement({
    operations: OPERATIONS.map((operation) => ({ ...operation, throttle: null })),
    ports: { outbound: openOutbound({ allowHttp: false, allowPrivate: false, egress }) },
  });
  world = await buildWorld(management.pool);
});
afterAll(() => management.close());

/** Of a webhook, in characters. */
const LONGEST_URL = 200;
const INPUT = {
  base_url: 'https://example.com/',
  webhook_url: 'https://example.com/',
  url: 'https://example.com/',
  api_key: 'a-secret-of-some-length',
  secret: 'a-secret-of-some-length',
  app_id: '42',
  entity_selector: 'type(HOST)',
};

type Field = { operation: Operation; field: string };

function addressFields(operation: Operation): Field[] {
  const schema = operation.body === null ? {} : toSchema(operation.body, 'input');
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>;
  return Object.entries(properties)
    .filter(([, property]) => JSON.stringify(property).includes('"format":"uri"'))
    .map(([field]) => ({ operation, field }));
}

const FIELDS = OPERATIONS.flatMap(addressFields);

test('operations that take an address: webhooks, their test, integrations and issuers', () => {
  const kinds = CONFIGURED_KINDS.filter((kind) => kind !== 'segment');
  const paths = FIELDS.map(({ operation }) => operation.path);
  for (const kind of kinds) expect(paths.filter((path) => path.includes(`/integrations/${kind}/`))).not.toEqual([]);
  expect(paths.filter((path) => path.includes('/webhooks/')).length).toBeGreaterThanOrEqual(5);
  expect(paths.filter((path) => path.includes('/trust-relationships/')).length).toBeGreaterThanOrEqual(2);
});

test.each(FIELDS.map((one) => [operationId(one.operation), one.field, one] as const))(
  '%s: %s leads to what is not public, in any spelling → 400 by field, and nothing is sent',
  async (_id, _field, { operation, field }) => {
    const schema = toSchema(operation.body!, 'input');
    const path = fillPath(operation, () => world);
    const refused = await Promise.all(
      ADDRESSES.map(async (address) => {
        const scope = { type: 'organisation', id: world.scene.organisationId };
        const sample = sampleBody(schema, world) as object;
        const body = { ...sample, ...('scope' in sample ? { scope } : {}), [field]: address };
        const answer = await management.call(operation.methods[0]!, path, { as: world.admin.authorization, body });
        return [address, answer.status, Object.keys(answer.body as object).includes(field)];
      }),
    );
    expect(refused).toEqual(ADDRESSES.map((address) => [address, 400, true]));
    expect(sent).toEqual([]);
  },
);

test(
  'address that has come to lead inside since it was stored → each delivery fails for good, and nothing is sent',
  { timeout: 120_000 },
  async () => {
    const { pool, ports } = management;
    const { organisationId, projectId, environmentId, clientKey } = await createScene(pool);
    const { authorization: as } = await createMember(pool, organisationId, 'ADMIN');
    const add = async (path: string, body: object) => {
      const made = await management.call('POST', `/api/v1/${path}`, { as, body });
      expect([path, made.status]).toEqual([path, 201]);
      return (made.body as { id: number }).id;
    };
    const integrations = new Map<number, string>();
    for (const kind of CONFIGURED_KINDS) {
      const { scopes, address } = KIND_FACTS[kind];
      const input = Object.fromEntries(
        Object.entries(INPUT).filter(([name]) => name in INTEGRATION_INPUTS[kind].shape),
      );
      const base = kind === 'segment' ? { base_url: 'https://events.eu1.segmentapis.com/' } : {};
      const root = scopes[0] === 'project' ? `projects/${projectId}` : `environments/${clientKey}`;
      integrations.set(await add(`${root}/integrations/${kind}/`, { ...input, ...base }), address);
    }
    const hooks = {
      environmentWebhookId: await add(`environments/${clientKey}/webhooks/`, { url: INPUT.url }),
      organisationWebhookId: await add(`organisations/${organisationId}/webhooks/`, { url: INPUT.url }),
    };
    const to = { environmentWebhookId: null, organisationWebhookId: null, integrationId: null };
    const more = { organisationId, environmentId, eventType: 'FLAG_UPDATED', body: '[]', afterOutboxId: null };
    await ports.database.transaction((db) =>
      enqueueDeliveries(db, [
        ...[...integrations.keys()].map((integrationId) => ({ ...more, ...to, integrationId })),
        ...Object.entries(hooks).map(([name, id]) => ({ ...more, ...to, [name]: id })),
      ]),
    );
    // What was set up has told of itself, to addresses that were public.
    sent.length = 0;
    for (const address of ADDRESSES) {
      for (const [id, field] of integrations) {
        const settings = JSON.stringify({ [field]: address });
        await pool.query('update integrations set settings = settings || $2::jsonb where id = $1', [id, settings]);
      }
      const url = address.length > LONGEST_URL ? 'https://localhost/' : address;
      await pool.query('update environment_webhooks set url = $1 where id = $2', [url, hooks.environmentWebhookId]);
      await pool.query('update organisation_webhooks set url = $1 where id = $2', [url, hooks.organisationWebhookId]);
      await pool.query(
        `update webhook_deliveries set state = 'pending', attempts = 0, next_attempt_at = now(), finished_at = null, last_error = null`,
      );
      await pool.query('update delivery_receivers set resume_at = null, failures = 0');

      await sweepDeliveries(ports, 2_000);

      const { rows } = await pool.query<{ state: string; last_status: number | null; last_error: string }>(
        `select state, last_status, last_error from webhook_deliveries where body = '[]'`,
      );
      expect(rows.length).toBe(integrations.size + 2);
      for (const row of rows) {
        const error = expect.stringContaining('OutboundRefused') as string;
        expect([address, row]).toMatchObject([address, { state: 'failed', last_status: null, last_error: error }]);
      }
      expect(sent).toEqual([]);
    }
  },
);
