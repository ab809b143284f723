import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSchema } from '../../contract/field.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';
import { openManagement, type Management } from '../management/management.ts';
import { createSession } from '../management/people.ts';
import { fillPath } from './requests.ts';
import { sampleBody } from './sample.ts';
import { buildWorld, type World } from './world.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a browser, or what else has got hold of the cookie, says of the page that a request comes from. */
const FOREIGN: [string, Record<string, string>][] = [
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }],
  ['another site, by a link', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbour of the site', { 'sec-fetch-site': 'same-site', origin: 'http://other.halyard.test' }],
  ['no page', { 'sec-fetch-site': 'none' }],
  ['another origin, in an old browser', { origin: 'https://elsewhere.example' }],
  ['another port, in an old browser', { origin: 'http://halyard.test:8080' }],
  ['a page without an origin, in an old browser', { origin: 'null' }],
  ['who knows where', {}],
];

let management: Management;
let world: World;
let cookie: string;
beforeAll(async () => {
  management = await openManagement();
  world = await buildWorld(management.pool);
  cookie = `halyard-session=${await createSession(management.pool, world.admin.authorization)}`;
  // A superuser is let in everywhere else.
  await management.pool.query('update users set is_superuser = true where id = $1', [world.admin.id]);
});
afterAll(() => management.close());

const bodyOf = ({ body }: Operation) => (body === null ? undefined : sampleBody(toSchema(body, 'input'), world));

function send(operation: Operation, method: string, headers: Record<string, string>) {
  const body = SAFE.has(method) ? undefined : bodyOf(operation);
  return management.call(
    method,
    fillPath(operation, () => world),
    {
      headers: { cookie, ...headers },
      ...(body === undefined ? {} : { body }),
    },
  );
}

test(
  'cross-site: every operation that changes, with a session’s cookie and from no page of ours → 403, and nothing is stored',
  { timeout: 300_000 },
  async () => {
    const before = await digestAll(management.pool);
    const passed: string[] = [];
    let requests = 0;
    for (const operation of OPERATIONS) {
      for (const method of operation.methods.filter((one) => !SAFE.has(one))) {
        for (const [place, headers] of FOREIGN) {
          const { status } = await send(operation, method, headers);
          requests += 1;
          if (status !== 403) passed.push(`${method} ${operationId(operation)} from ${place}: ${status}`);
        }
      }
    }

    console.log(`cross-site: ${requests} requests`);
    expect(passed).toEqual([]);
    expect(await digestAll(management.pool)).toEqual(before);
    expect(management.mails).toEqual([]);
    expect(management.published).toEqual([]);
  },
);

test(
  'cross-site: every operation that reads, with a session’s cookie and by a link from another site → nothing is stored',
  { timeout: 300_000 },
  async () => {
    const before = await digestAll(management.pool);
    for (const operation of OPERATIONS) {
      if (!operation.methods.includes('GET')) continue;
      await send(operation, 'GET', { 'sec-fetch-site': 'cross-site' });
    }

    expect(await digestAll(management.pool)).toEqual(before);
  },
);

/** When somebody was here last: any use tells. */
const USES = ['users.last_login', 'auth_tokens.last_used_at', 'auth_tokens.expires_at'];

/** Of every table all that is in it, but for `USES`. */
async function digestAll(pool: Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query(
    `select table_name as name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name || '.' || column_name <> all ($1)
     group by table_name`,
    [USES],
  );
  const digests: Record<string, string> = {};
  for (const { name, columns } of rows as { name: string; columns: string }[]) {
    const found = await pool.query(
      `select md5(coalesce(string_agg(r::text, '|' order by r::text), '')) as digest from (select ${columns} from "${name}") r`,
    );
    digests[name] = (found.rows[0] as { digest: string }).digest;
  }
  return digests;
}
