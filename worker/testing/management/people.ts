import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { only } from '../../../drizzle/demo/expect.ts';
import { authTokens, masterApiKeys, userOrganisations, users } from '../../../drizzle/schema/index.ts';

/** Somebody who can make requests. */
export type Person = { id: number; email: string; authorization: string };

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** A user of their own with a token, not yet member of anything. */
export async function createPerson(pool: Pool, more: Partial<typeof users.$inferInsert> = {}): Promise<Person> {
  const db = drizzle({ client: pool });
  const row = { email: `${randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Lovelace', ...more };
  const { id, email } = only(await db.insert(users).values(row).returning());
  return { id, email, authorization: `Token ${await createToken(pool, id, 'token')}` };
}

/** One more way in which the user is signed in: a key for the Authorization header, or what the cookie of a session holds. */
export async function createToken(pool: Pool, userId: number, kind: 'token' | 'session'): Promise<string> {
  const token = randomBytes(kind === 'token' ? 20 : 32).toString('hex');
  await drizzle({ client: pool })
    .insert(authTokens)
    .values({ userId, kind, tokenHash: hashOf(token) });
  return token;
}

/** A session of whoever the Authorization header is of. */
export async function createSession(pool: Pool, authorization: string): Promise<string> {
  const tokenHash = hashOf(authorization.replace(/^Token /, ''));
  const { userId } = only(
    await drizzle({ client: pool }).select().from(authTokens).where(eq(authTokens.tokenHash, tokenHash)),
  );
  return createToken(pool, userId, 'session');
}

/** A user who is member of the organisation. */
export async function createMember(
  pool: Pool,
  organisationId: number,
  role: 'ADMIN' | 'USER',
  more: Partial<typeof users.$inferInsert> = {},
): Promise<Person> {
  const person = await createPerson(pool, more);
  await drizzle({ client: pool }).insert(userOrganisations).values({ userId: person.id, organisationId, role });
  return person;
}

/** A master key of the organisation, as an Authorization header. */
export async function createMasterKey(
  pool: Pool,
  organisationId: number,
  more: Partial<typeof masterApiKeys.$inferInsert> = {},
): Promise<{ id: number; prefix: string; authorization: string }> {
  const prefix = randomBytes(4).toString('hex');
  const key = `${prefix}.${randomBytes(16).toString('hex')}`;
  const row = { organisationId, name: 'Key', prefix, keyHash: hashOf(key), ...more };
  const { id } = only(await drizzle({ client: pool }).insert(masterApiKeys).values(row).returning());
  return { id, prefix, authorization: `Api-Key ${key}` };
}
