import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import { organisations } from '../../../drizzle/schema/organisations.ts';
import { passkeys } from '../../../drizzle/schema/passkeys.ts';
import { mfaMethods } from '../../../drizzle/schema/sign-in.ts';
import { userOrganisations, users } from '../../../drizzle/schema/users.ts';

export type User = typeof users.$inferSelect;
export type NewUser = typeof users.$inferInsert;

/** Whoever makes a first superuser holds this lock until the end of the transaction. */
const FIRST_USER_LOCK = 4_270_333;

const hasEmail = (email: string) => eq(sql`lower(${users.email})`, email.toLowerCase());

export async function findUser(db: Db, id: number): Promise<User | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return row ?? null;
}

/** In any case. */
export async function findUserByEmail(db: Db, email: string): Promise<User | null> {
  const [row] = await db.select().from(users).where(hasEmail(email));
  return row ?? null;
}

export type Provider = 'google' | 'github';

/** By the provider's own name for the account, which never changes hands as an address may. */
export async function findUserBySubject(db: Db, provider: Provider, subject: string): Promise<User | null> {
  const column = provider === 'google' ? users.googleUserId : users.githubUserId;
  const [row] = await db.select().from(users).where(eq(column, subject));
  return row ?? null;
}

/** The user, and which second factors there are to ask for. */
export async function findUserToSignIn(db: Db, email: string) {
  const [row] = await db
    .select({
      id: users.id,
      passwordHash: users.passwordHash,
      isActive: users.isActive,
      // The builder leaves out the table of a column where there is only one, and the inner table has an id too.
      hasApp: sql<boolean>`exists (select from ${mfaMethods} m where m.user_id = ${users}.id and m.is_active)`,
      hasPasskey: sql<boolean>`exists (select from ${passkeys} p where p.user_id = ${users}.id)`,
    })
    .from(users)
    .where(hasEmail(email));
  return row ?? null;
}

/** Locks the row until the end of the transaction. */
export async function lockUser(db: Db, id: number): Promise<User | null> {
  const [row] = await db.select().from(users).where(eq(users.id, id)).for('update');
  return row ?? null;
}

export async function insertUser(db: Db, row: NewUser): Promise<User> {
  const [user] = await db.insert(users).values(row).returning();
  if (user === undefined) throw new Error('the user was not inserted');
  return user;
}

export async function updateUser(db: Db, id: number, change: Partial<NewUser>): Promise<void> {
  await db.update(users).set(change).where(eq(users.id, id));
}

/** The given parts replace those that are stored. */
export async function mergeOnboarding(db: Db, id: number, parts: Record<string, unknown>): Promise<void> {
  const stored = sql`coalesce(${users.onboardingData}, '{}'::jsonb)`;
  await db
    .update(users)
    .set({ onboardingData: sql`${stored} || ${JSON.stringify(parts)}::jsonb` })
    .where(eq(users.id, id));
}

export async function deleteUser(db: Db, id: number): Promise<void> {
  await db.delete(users).where(eq(users.id, id));
}

/** Notes that the user is here, unless that was noted within the last minutes. */
export async function touchLastLogin(db: Db, id: number, minutes: number): Promise<void> {
  const isOld = or(isNull(users.lastLogin), lt(users.lastLogin, sql`now() - make_interval(mins => ${minutes}::int)`));
  await db
    .update(users)
    .set({ lastLogin: sql`now()` })
    .where(and(eq(users.id, id), isOld));
}

export async function hasUsers(db: Db): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

/** Whether the table of users is empty, with nobody else about to make a first one until the transaction ends. */
export async function lockFirstUser(db: Db): Promise<boolean> {
  await db.execute(sql`select pg_advisory_xact_lock(${FIRST_USER_LOCK})`);
  return !(await hasUsers(db));
}

export async function listActiveMfaMethods(db: Db, userId: number) {
  return db
    .select({ name: mfaMethods.name, is_primary: mfaMethods.isPrimary })
    .from(mfaMethods)
    .where(and(eq(mfaMethods.userId, userId), eq(mfaMethods.isActive, true)));
}

/** The live organisations that the user is member of. */
export async function listOrganisationIds(db: Db, userId: number): Promise<number[]> {
  const rows = await db
    .select({ id: organisations.id })
    .from(userOrganisations)
    .innerJoin(organisations, eq(organisations.id, userOrganisations.organisationId))
    .where(and(eq(userOrganisations.userId, userId), isNull(organisations.deletedAt)))
    .orderBy(organisations.id);
  return rows.map(({ id }) => id);
}
