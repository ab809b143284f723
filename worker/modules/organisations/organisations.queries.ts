import { and, asc, count, eq, gte, isNull, sql, sum, type SQL } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { environments } from '../../../drizzle/schema/environments.ts';
import { organisations, subscriptions } from '../../../drizzle/schema/organisations.ts';
import { apiUsageBlocks } from '../../../drizzle/schema/usage.ts';
import { userOrganisations } from '../../../drizzle/schema/users.ts';

/** Whose organisations: a person's, or the one of a master key. */
export type Caller = { userId: number } | { organisationId: number };

export type OrganisationRow = NonNullable<Awaited<ReturnType<typeof findOrganisation>>>;

const seats = sql`(select count(*) from user_organisations m where m.organisation_id = ${organisations.id})`;

export async function listOrganisations(db: Db, caller: Caller, window: { limit: number; offset: number }) {
  return select(db, caller)
    .where(ofCaller(caller))
    .orderBy(asc(organisations.id))
    .limit(window.limit)
    .offset(window.offset);
}

export async function countOrganisations(db: Db, caller: Caller): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(organisations)
    .leftJoin(userOrganisations, isMembershipOf(caller))
    .where(ofCaller(caller));
  return row?.count ?? 0;
}

export async function findOrganisation(db: Db, caller: Caller, organisationId: number) {
  const [row] = await select(db, caller).where(and(eq(organisations.id, organisationId), ofCaller(caller)));
  return row ?? null;
}

/** Locks the organisation, so that changes that depend on all its members happen one after the other. Null if it is gone. */
export async function lockOrganisation(db: Db, organisationId: number) {
  const [row] = await db
    .select()
    .from(organisations)
    .where(and(eq(organisations.id, organisationId), isNull(organisations.deletedAt)))
    .for('no key update');
  return row ?? null;
}

export async function insertOrganisation(db: Db, values: typeof organisations.$inferInsert, userId: number) {
  const [row] = await db.insert(organisations).values(values).returning({ id: organisations.id });
  const organisationId = row?.id ?? 0;
  await db.insert(subscriptions).values({ organisationId });
  await db.insert(userOrganisations).values({ organisationId, userId, role: 'ADMIN' });
  return organisationId;
}

export async function updateOrganisationRow(
  db: Db,
  organisationId: number,
  values: Partial<typeof organisations.$inferInsert>,
): Promise<void> {
  await db.update(organisations).set(values).where(eq(organisations.id, organisationId));
}

export async function listEnvironmentIds(db: Db, organisationId: number): Promise<number[]> {
  const rows = await db
    .select({ id: environments.id })
    .from(environments)
    .where(and(eq(environments.organisationId, organisationId), isNull(environments.deletedAt)));
  return rows.map(({ id }) => id);
}

export async function sumRequestsSince(db: Db, organisationId: number, since: Date): Promise<number> {
  const [row] = await db
    .select({ sum: sum(apiUsageBlocks.count).mapWith(Number) })
    .from(apiUsageBlocks)
    .where(and(eq(apiUsageBlocks.organisationId, organisationId), gte(apiUsageBlocks.blockStart, since)));
  return row?.sum ?? 0;
}

function select(db: Db, caller: Caller) {
  return db
    .select({
      organisation: organisations,
      subscription: subscriptions,
      role: userOrganisations.role,
      seats: seats.mapWith(Number),
    })
    .from(organisations)
    .leftJoin(subscriptions, and(eq(subscriptions.organisationId, organisations.id), isNull(subscriptions.deletedAt)))
    .leftJoin(userOrganisations, isMembershipOf(caller))
    .$dynamic();
}

function isMembershipOf(caller: Caller): SQL | undefined {
  const userId = 'userId' in caller ? caller.userId : null;
  return and(
    eq(userOrganisations.organisationId, organisations.id),
    userId === null ? sql`false` : eq(userOrganisations.userId, userId),
  );
}

function ofCaller(caller: Caller): SQL | undefined {
  return and(
    isNull(organisations.deletedAt),
    'userId' in caller ? eq(userOrganisations.userId, caller.userId) : eq(organisations.id, caller.organisationId),
  );
}
