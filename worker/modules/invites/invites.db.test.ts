import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groups, inviteGroups, invites } from '../../../drizzle/schema/index.ts';
import { createScene } from '../../testing/fixtures/scene.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';
import { createMember, createPerson } from '../../testing/management/people.ts';
import { race } from '../../testing/management/race.ts';
import { auditTrail } from '../../testing/management/trail.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

async function prepare() {
  const scene = await createScene(management.pool);
  const { organisationId, db } = scene;
  const admin = await createMember(management.pool, organisationId, 'ADMIN');
  const path = `/api/v1/organisations/${organisationId}/`;
  const send = (method: string, below: string, body?: unknown, as = admin.authorization) =>
    management.call(method, `${path}${below}`, { as, ...(body === undefined ? {} : { body }) });
  const addGroup = async (more: object = {}) => {
    const [group] = await db
      .insert(groups)
      .values({ organisationId, name: 'G', ...more })
      .returning();
    return group!.id;
  };
  /** An invite whose token is known, as only the mail tells it. */
  const addInvite = async (email: string, more: Partial<typeof invites.$inferInsert> = {}, groupIds: number[] = []) => {
    const token = `token-${email}`;
    const tokenHash = createHash('sha256').update(token).digest('hex');
    const values = { organisationId, email, tokenHash, ...more };
    const [invite] = await db.insert(invites).values(values).returning();
    for (const groupId of groupIds)
      await db.insert(inviteGroups).values({ inviteId: invite!.id, groupId, organisationId });
    return token;
  };
  return { scene, organisationId, admin, path, send, addGroup, addInvite };
}

const join = (as: string, token: string, kind: '' | 'link/' = '') =>
  management.call('POST', `/api/v1/users/join/${kind}${token}/`, { as });

const groupsOf = async (userId: number) => {
  const { rows } = await management.pool.query<{ id: number }>(
    'select group_id as id from group_memberships where user_id = $1 order by 1',
    [userId],
  );
  return rows.map(({ id }) => id);
};

test('invite: created, listed, shown, sent again, withdrawn → the token never leaves but by mail', async () => {
  const { organisationId, admin, send, addGroup } = await prepare();
  const groupId = await addGroup();

  const made = await send('POST', 'invites/', {
    email: 'new@example.com',
    role: 'ADMIN',
    permission_groups: [groupId],
  });
  const { id } = made.body as { id: number };
  const hashOf = async () =>
    (await management.pool.query('select token_hash as hash from invites where id = $1', [id])).rows[0]?.hash;
  const before = await hashOf();
  const list = await send('GET', 'invites/');
  const again = await send('POST', `invites/${id}/resend/`);

  expect([made.status, again.status]).toEqual([201, 200]);
  expect(made.body).toEqual({
    id,
    email: 'new@example.com',
    role: 'ADMIN',
    date_created: expect.any(String),
    permission_groups: [groupId],
  });
  expect(list.body).toMatchObject({ count: 1, results: [{ id, invited_by: { email: admin.email } }] });
  expect((await send('GET', `invites/${id}/`)).body).toEqual(again.body);
  expect(await hashOf()).not.toBe(before);
  expect((await send('DELETE', `invites/${id}/`)).status).toBe(204);
  expect((await send('GET', `invites/${id}/`)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual([
    'INVITE CREATE',
    'INVITE UPDATE',
    'INVITE DELETE',
  ]);
});

test('invite mail: sent, and sent again → the newest link joins, the one before no longer does', async () => {
  const { send } = await prepare();
  const person = await createPerson(management.pool);
  const made = await send('POST', 'invites/', { email: person.email });
  await send('POST', `invites/${(made.body as { id: number }).id}/resend/`);
  const mails = management.mails.filter(({ to }) => to === person.email);
  const [old = '', newest = ''] = mails.map(({ text }) => /http:\/\/halyard\.test\/invite\/(\w+)/.exec(text)?.[1]);

  expect(mails.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('Invitation'),
    expect.stringContaining('Invitation'),
  ]);
  expect((await join(person.authorization, old)).status).toBe(404);
  expect((await join(person.authorization, newest)).status).toBe(200);
});

test('invites: several at once, in both spellings → an array; one that is wrong → 400 and none is made', async () => {
  const { organisationId, admin, send } = await prepare();

  const both = await send('POST', 'invite/', {
    invites: [{ email: 'a@example.com', role: 'ADMIN' }],
    emails: ['b@example.com'],
    frontend_base_url: 'https://example.com',
  });
  const wrong = [
    { emails: ['c@example.com', 'A@EXAMPLE.com'] },
    { emails: ['d@example.com', 'D@example.com'] },
    { emails: ['e@example.com', admin.email] },
    { emails: ['nobody'] },
    {},
  ];

  expect([both.status, both.body]).toEqual([
    201,
    [expect.objectContaining({ role: 'ADMIN' }), expect.objectContaining({ role: 'USER' })],
  ]);
  for (const body of wrong) expect((await send('POST', 'invite/', body)).status).toBe(400);
  expect((await send('GET', 'invites/')).body).toMatchObject({ count: 2 });
  expect(await auditTrail(management.pool, organisationId)).toHaveLength(2);
});

test('invite: with a group of another organisation → 400 that names the field, nothing stored (behaviour 59)', async () => {
  const { organisationId, send } = await prepare();
  const other = await prepare();
  const foreign = await other.addGroup();

  const answer = await send('POST', 'invites/', { email: 'a@example.com', permission_groups: [foreign] });

  expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, ['permission_groups']]);
  expect(await auditTrail(management.pool, organisationId)).toEqual([]);
});

test('invites and links: by a member, a stranger, or through another organisation → refused', async () => {
  const { organisationId, send, addInvite } = await prepare();
  const member = await createMember(management.pool, organisationId, 'USER');
  const other = await prepare();
  await addInvite('a@example.com');
  const { rows } = await management.pool.query('select id from invites where organisation_id = $1', [organisationId]);
  const invite = `invites/${rows[0].id}/`;

  for (const [method, below, body] of [
    ['GET', 'invites/'],
    ['POST', 'invites/', { email: 'x@example.com' }],
    ['DELETE', invite],
    ['GET', 'invite-links/'],
    ['POST', 'invite-links/', { role: 'ADMIN' }],
  ] as const) {
    expect((await send(method, below, body, member.authorization)).status).toBe(403);
    expect((await send(method, below, body, other.admin.authorization)).status).toBe(404);
  }
  for (const method of ['GET', 'DELETE']) expect((await other.send(method, invite)).status).toBe(404);
  expect((await other.send('POST', `${invite}resend/`)).status).toBe(404);
});

test('join: address in other case → member with the role, its groups and the default ones; the invite is used up (behaviour 59)', async () => {
  const { organisationId, addGroup, addInvite } = await prepare();
  const person = await createPerson(management.pool, { email: 'Grace.Hopper@example.com' });
  const [invited, byDefault] = [await addGroup(), await addGroup({ isDefault: true })];
  await addGroup();
  const token = await addInvite('grace.hopper@EXAMPLE.com', { role: 'ADMIN' }, [invited]);

  const answer = await join(person.authorization, token);

  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ id: organisationId, role: 'ADMIN', num_seats: 2 });
  expect(await groupsOf(person.id)).toEqual([invited, byDefault]);
  expect((await join(person.authorization, token)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual(['MEMBER CREATE']);
});

test('join: somebody else, too late, or an organisation that is gone → 400, 400, 404, and nobody joins (behaviour 59)', async () => {
  const { organisationId, addInvite } = await prepare();
  const person = await createPerson(management.pool);
  const others = await addInvite('other@example.com');
  const late = await addInvite(person.email, { expiresAt: new Date(Date.now() - 1000) });

  expect((await join(person.authorization, others)).status).toBe(400);
  expect((await join(person.authorization, late)).status).toBe(400);
  expect((await join(person.authorization, 'nothing')).status).toBe(404);
  await management.pool.query('update organisations set deleted_at = now() where id = $1', [organisationId]);
  expect((await join(person.authorization, late)).status).toBe(404);
  expect(await auditTrail(management.pool, organisationId)).toEqual([]);
});

test('race: 50 parallel joins by one invite → exactly one wins', async () => {
  const { organisationId, addInvite } = await prepare();
  const person = await createPerson(management.pool);
  const token = await addInvite(person.email);

  const answers = await race(
    management,
    Array.from({ length: 50 }, () => () => join(person.authorization, token)),
  );

  const statuses = answers.map(({ status }) => status).toSorted((left, right) => left - right);
  expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 404)]);
  expect(await auditTrail(management.pool, organisationId)).toEqual(['MEMBER CREATE']);
}, 60_000);

test('invite link: created and listed → its hash lets anybody in, again and again, and is stored sealed', async () => {
  const { organisationId, send, addGroup } = await prepare();
  const byDefault = await addGroup({ isDefault: true });
  const [first, second] = [await createPerson(management.pool), await createPerson(management.pool)];

  const made = await send('POST', 'invite-links/', { role: 'USER' });
  const { hash, id } = made.body as { hash: string; id: number };
  const joined = await join(first.authorization, hash, 'link/');
  await join(second.authorization, hash, 'link/');
  await join(second.authorization, hash, 'link/');

  expect(made.body).toEqual({ id, hash, date_created: expect.any(String), role: 'USER', expires_at: null });
  expect((await send('GET', 'invite-links/')).body).toEqual([made.body]);
  expect([joined.status, joined.body]).toEqual([200, expect.objectContaining({ id: organisationId, role: 'USER' })]);
  expect(await groupsOf(second.id)).toEqual([byDefault]);
  const { rows } = await management.pool.query('select * from invite_links where id = $1', [id]);
  expect(JSON.stringify(rows)).not.toContain(hash);
  expect(await auditTrail(management.pool, organisationId)).toEqual([
    'INVITE CREATE',
    'MEMBER CREATE',
    'MEMBER CREATE',
  ]);
  expect((await send('DELETE', `invite-links/${id}/`)).status).toBe(204);
  expect((await join(first.authorization, hash, 'link/')).status).toBe(404);
});

test('invite link: expired → 400 (behaviour 59); followed by a member → their role stays', async () => {
  const { organisationId, send } = await prepare();
  const member = await createMember(management.pool, organisationId, 'USER');
  const late = await send('POST', 'invite-links/', { role: 'ADMIN', expires_at: '2020-01-01T00:00:00Z' });
  const open = await send('POST', 'invite-links/', { role: 'ADMIN' });

  const person = await createPerson(management.pool);
  expect((await join(person.authorization, (late.body as { hash: string }).hash, 'link/')).status).toBe(400);
  const again = await join(member.authorization, (open.body as { hash: string }).hash, 'link/');
  expect(again.body).toMatchObject({ role: 'USER' });
});

test('invite link: sealed with another key → listed without its hash, beside the others', async () => {
  const { organisationId, send } = await prepare();
  const [lost, kept] = [await send('POST', 'invite-links/', {}), await send('POST', 'invite-links/', {})];
  await management.pool.query(`update invite_links set sealed_token = 'v1.other' where id = $1`, [
    (lost.body as { id: number }).id,
  ]);

  const list = await send('GET', 'invite-links/');

  expect([list.status, list.body]).toEqual([200, [{ ...(lost.body as object), hash: '' }, kept.body]]);
  expect(await auditTrail(management.pool, organisationId)).toHaveLength(2);
});

test('invite links: switched off → creating 400, joining 403', async () => {
  const { send, organisationId } = await prepare();
  const made = await send('POST', 'invite-links/', {});
  const person = await createPerson(management.pool);
  const { setting } = management.ports;
  management.ports.setting = (name) => (name === 'DISABLE_INVITE_LINKS' ? 'True' : setting(name));
  try {
    expect((await send('POST', 'invite-links/', {})).status).toBe(400);
    expect((await join(person.authorization, (made.body as { hash: string }).hash, 'link/')).status).toBe(403);
  } finally {
    management.ports.setting = setting;
  }
  expect(await auditTrail(management.pool, organisationId)).toEqual(['INVITE CREATE']);
});
