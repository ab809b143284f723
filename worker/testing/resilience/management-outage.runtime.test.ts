import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScene, publish, type Scene } from '../fixtures/scene.ts';
import { addFeature } from '../fixtures/scene-features.ts';
import { createMember, type Person } from '../management/people.ts';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

let server: TestServer;
let scene: Scene;
let admin: Person;

beforeAll(async () => {
  server = await startTestServer({ ownPostgres: true });
  scene = await createScene(server.db);
  await addFeature(scene, 'one', { value: 'served' });
  await publish(scene);
  admin = await createMember(server.db, scene.organisationId, 'ADMIN');
});
afterAll(() => server.stop());

async function ask(method: string, path: string, body?: unknown) {
  const begin = Date.now();
  const response = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { authorization: admin.authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.text();
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ms: Date.now() - begin };
}

async function readFlags() {
  const response = await fetch(`${server.url}/api/v1/flags/`, { headers: { 'x-environment-key': scene.clientKey } });
  return { status: response.status, text: await response.text() };
}

for (const [name, stop, resume] of [
  ['frozen', () => server.freezePostgres(), async () => server.thawPostgres()],
  ['killed', () => server.killPostgres(), () => server.startPostgres()],
] as const) {
  test(`management: Postgres ${name} → 503 with Retry-After within 2 s, flags as before; back → answered again`, async () => {
    expect((await ask('GET', `projects/${scene.projectId}/`)).status).toBe(200);
    expect((await readFlags()).text).toContain('served');

    await stop();
    const calls = [
      ['GET', `projects/${scene.projectId}/`],
      ['POST', 'projects/', { name: `Outage ${name}`, organisation: scene.organisationId }],
      ['PUT', `environments/${scene.clientKey}/`, { name: 'Outage' }],
      ['POST', 'auth/login/', { email: admin.email, password: 'irrelevant' }],
    ] as const;
    for (const [method, path, body] of calls) {
      const answer = await ask(method, path, body);
      expect([path, answer.status, answer.retryAfter]).toEqual([path, 503, expect.stringMatching(/^\d+$/)]);
      expect(answer.ms).toBeLessThan(2_000);
    }
    expect((await readFlags()).text).toContain('served');
    await resume();

    await expect
      .poll(async () => (await ask('GET', `projects/${scene.projectId}/`)).status, { timeout: 20_000, interval: 250 })
      .toBe(200);
    const { rows } = await server.db.query('select name from projects where organisation_id = $1', [
      scene.organisationId,
    ]);
    expect(rows.map((row: { name: string }) => row.name)).not.toContain(`Outage ${name}`);
  });
}
