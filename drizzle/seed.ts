import { createHash, randomInt } from 'node:crypto';
import { drizzle, type NodePgClient, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { demoEnvironments } from './demo/content.ts';
import { only } from './demo/expect.ts';
import { insertDemoFeatures } from './demo/insert-features.ts';
import { insertDemoSegments } from './demo/insert-segments.ts';
import { insertDemoStates } from './demo/insert-states.ts';
import { environmentApiKeys, environments } from './schema/environments.ts';
import { organisations, subscriptions } from './schema/organisations.ts';
import { projects } from './schema/projects.ts';
import { withLock } from './sql-client.ts';

const SEED_LOCK = 4_270_332;
const KEY_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** One connection of `pg`; a pool would spread the transaction over several. */
type NodePgConnection = Exclude<NodePgClient, { totalCount: number }>;

export type DemoKeys = {
  organisationId: number;
  projectId: number;
  environmentId: number;
  environmentName: string;
  clientKey: string;
  serverKey: string;
};

/**
 * Puts the demo organisation with its project and two environments into the database, unless it has been there before: also a demo that
 * was deleted does not come back. Returns the keys of what is there, the first environment first.
 */
export async function seedDemo(client: NodePgConnection): Promise<DemoKeys[]> {
  return withLock(client, SEED_LOCK, async () => {
    const db = drizzle({ client });
    const keys = demoEnvironments.map((environment) => environment.clientKey);
    const [present] = await db.select().from(environments).where(inArray(environments.apiKey, keys)).limit(1);
    if (present === undefined) await insertDemo(db);
    return findDemoKeys(client);
  });
}

/** The keys of the demo's live environments; empty where there is no demo. */
export async function findDemoKeys(client: NodePgConnection): Promise<DemoKeys[]> {
  const keys = demoEnvironments.map((environment) => environment.clientKey);
  return drizzle({ client })
    .selectDistinctOn([environments.id], {
      organisationId: environments.organisationId,
      projectId: environments.projectId,
      environmentId: environments.id,
      environmentName: environments.name,
      clientKey: environments.apiKey,
      serverKey: environmentApiKeys.key,
    })
    .from(environments)
    .innerJoin(environmentApiKeys, eq(environmentApiKeys.environmentId, environments.id))
    .where(and(inArray(environments.apiKey, keys), isNull(environments.deletedAt), environmentApiKeys.active))
    .orderBy(environments.id, environmentApiKeys.id);
}

async function insertDemo(db: NodePgDatabase): Promise<void> {
  const organisation = only(await db.insert(organisations).values({ name: 'Demo organisation' }).returning());
  const organisationId = organisation.id;
  await db.insert(subscriptions).values({ organisationId });
  const project = { organisationId, name: 'Demo project', enableRealtimeUpdates: true };
  const projectId = only(await db.insert(projects).values(project).returning()).id;
  const segmentIds = await insertDemoSegments(db, projectId);
  const features = await insertDemoFeatures(db, { organisationId, projectId });
  for (const { name, clientKey } of demoEnvironments) {
    const row = { organisationId, projectId, name, apiKey: clientKey };
    const environmentId = only(await db.insert(environments).values(row).returning()).id;
    const key = makeServerKey();
    const keyHash = createHash('sha256').update(key).digest('hex');
    await db.insert(environmentApiKeys).values({ environmentId, key, keyHash, name: 'Demo server' });
    await insertDemoStates(db, { projectId, environmentId }, features, segmentIds);
    await db.execute(sql`select touch_environment(${environmentId}, 'demo_created')`);
  }
}

/** Server-side keys are secrets, so even the demo's is new in every database. */
function makeServerKey(): string {
  return `ser.${Array.from({ length: 22 }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join('')}`;
}
