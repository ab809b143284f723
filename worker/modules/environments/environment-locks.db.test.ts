import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareProject } from '../../testing/management/feature-project.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { landIdentityWrites } from '../identities/identity-writes.queries.ts';
import { lockProject } from '../projects/projects.queries.ts';
import { lockEnvironment } from './managed-environments.queries.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

/** Runs the work while somebody else has locked the project, as whoever makes an environment in it has. */
async function whileProjectIsLocked(projectId: number, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await management.pool.connect();
  try {
    await client.query('begin');
    await client.query('select from projects where id = $1 for no key update', [projectId]);
    await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Until somebody waits for a lock. */
async function waitForWaiter(): Promise<void> {
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (let tries = 0; tries < 100; tries += 1) {
    if (((await management.pool.query(waiting)).rowCount ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nobody waits');
}

test('environment: locked by a change that takes its time → writes of SDKs land all the same', async () => {
  const { scene } = await prepareProject(management);
  const { database } = management.ports;
  await database.transaction(async (db) => {
    await lockProject(db, scene.projectId);
    await lockEnvironment(db, scene.environmentId);
    const write = {
      environmentId: scene.environmentId,
      identifier: 'ada',
      writtenAt: Date.now(),
      remove: [],
      id: 'one',
    };
    await landIdentityWrites(database, [{ ...write, set: [['plan', 'gold']] }], 'any');
  });
  const { rowCount } = await management.pool.query('select from traits where environment_id = $1', [
    scene.environmentId,
  ]);
  expect(rowCount).toBe(1);
});

test('environment: cloned while the project is locked → waits for it before it locks the environment, as a deletion does', async () => {
  const { scene, send } = await prepareProject(management);
  const sent: ReturnType<typeof send>[] = [];
  await whileProjectIsLocked(scene.projectId, async (client) => {
    sent.push(send('POST', `/api/v1/environments/${scene.clientKey}/clone/`, { name: 'Copy' }));
    await waitForWaiter();
    await client.query('select from environments where id = $1 for update nowait', [scene.environmentId]);
  });
  expect(await Promise.all(sent)).toMatchObject([{ status: 200 }]);
});

test('option: added while an environment is made → waits for it, so that the environment has its weight', async () => {
  const { scene, send, list, create } = await prepareProject(management);
  const { id } = await create({ name: 'flag' });
  const changes = [
    () => send('POST', `${list}${id}/mv-options/`, { string_value: 'a', default_percentage_allocation: 10 }),
    () =>
      send('PATCH', `${list}${id}/`, {
        multivariate_options: [{ string_value: 'b', default_percentage_allocation: 20 }],
      }),
  ];
  for (const change of changes) {
    const sent: ReturnType<typeof send>[] = [];
    await whileProjectIsLocked(scene.projectId, async () => {
      sent.push(change());
      await waitForWaiter();
    });
    for (const { status } of await Promise.all(sent)) expect([200, 201]).toContain(status);
  }
});
