import fc from 'fast-check';
import * as z from 'zod/mini';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSchema } from '../../contract/field.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';
import { openManagement, type Management } from '../management/management.ts';
import { createMember } from '../management/people.ts';
import { fillPath } from './requests.ts';
import { sampleBody } from './sample.ts';
import { arbitraryBody, arbitraryPath, arbitraryQuery } from './arbitrary.ts';
import { buildWorld, type World } from './world.ts';

/** More for a release: HALYARD_FUZZ=1000. */
const RUNS = Number(process.env['HALYARD_FUZZ'] ?? 50);

let management: Management;
beforeAll(async () => {
  management = await openManagement({
    operations: OPERATIONS.map((operation) => ({ ...operation, throttle: null })),
    // Where no Slack app is set up, a 503 is the answer that the wire asks for.
    settings: { SLACK_CLIENT_ID: 'client', SLACK_CLIENT_SECRET: 'secret' },
  });
});
afterAll(() => management.close());

test(
  `fuzz: ${RUNS} inputs for every operation → never a 5xx, and every answer fits its schema`,
  { timeout: 1_200_000 },
  async () => {
    const faults: unknown[] = [];
    let requests = 0;
    const waiting = [...OPERATIONS];
    const work = async () => {
      for (let operation = waiting.pop(); operation !== undefined; operation = waiting.pop()) {
        const found = await fuzz(operation, (count) => (requests += count));
        if (found !== null) faults.push(found);
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));

    console.log(`fuzz: ${OPERATIONS.length} operations, ${requests} requests, ${shed} of them shed`);
    expect(faults).toEqual([]);
    expect(shed / requests).toBeLessThan(MOST_SHED);
  },
);

async function fuzz(operation: Operation, count: (requests: number) => void): Promise<unknown> {
  const world = await buildWorld(management.pool);
  // The tests' Postgres has no autovacuum, without which it knows nothing of tables that have grown.
  if (world.scene.projectId % 10 === 0) await management.pool.query('analyze');
  const roles = [
    world.admin.authorization,
    (await createMember(management.pool, world.scene.organisationId, 'USER')).authorization,
  ];
  const property = fc.asyncProperty(inputOf(operation, world), async ({ role, ...request }) => {
    count(1);
    const problem = await problemOf(operation, { ...request, as: roles[role] ?? '' });
    if (problem !== null) throw new Error(problem);
  });
  const result = await fc.check(property, {
    numRuns: RUNS,
    endOnFailure: false,
    seed: 1 + operationId(operation).length,
  });
  if (!result.failed) return null;
  return {
    operation: operationId(operation),
    seed: result.seed,
    path: result.counterexamplePath,
    input: result.counterexample,
    problem: result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance,
  };
}

function inputOf(operation: Operation, world: World) {
  const own = fillPath(operation, () => world);
  const schema = operation.body === null ? null : toSchema(operation.body, 'input');
  return fc.record({
    role: fc.integer({ min: 0, max: 7 }).map((number) => Math.floor(number / 7)),
    method: fc.constantFrom(...operation.methods),
    path: arbitraryPath(operation, own),
    query: arbitraryQuery(operation.query === null ? null : toSchema(operation.query, 'input')),
    body: schema === null ? fc.constant(undefined) : arbitraryBody(schema, sampleBody(schema, world)),
  });
}

type Request = { method: string; path: string; query: string; body: unknown; as: string };

const ATTEMPTS = 3;
/** Share of requests that may be shed by the time limits of the database on a machine that is busy with other tests. */
const MOST_SHED = 0.01;
let shed = 0;

/** A request that is shed (503 with Retry-After) is made again once the database answers. */
async function send({ method, path, query, body, as }: Request) {
  const options = { as, ...(method === 'GET' || method === 'DELETE' || body === undefined ? {} : { body }) };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await management.call(method, `${path}${query}`, options);
    if (answer.status !== 503 || attempt === ATTEMPTS) return answer;
    const isBack = async () => (await management.call('GET', '/api/v1/audit/?page_size=1', { as })).status !== 503;
    await expect.poll(isBack, { timeout: 30_000, interval: 500 }).toBe(true);
  }
}

async function problemOf(operation: Operation, request: Request): Promise<string | null> {
  const answer = await send(request);
  if (answer.status === 503 && answer.headers.get('retry-after') !== null) {
    shed += 1;
    return null;
  }
  if (answer.status >= 500) return `${answer.status} ${JSON.stringify(answer.body)}`;
  if (answer.status >= 400) {
    return typeof answer.body === 'object' && answer.body !== null ? null : `${answer.status} without a JSON body`;
  }
  if (!(answer.status in operation.replies)) return `undeclared status ${answer.status}`;
  const type = operation.replies[answer.status] ?? null;
  if (type === null) return answer.body === '' ? null : 'a body where none is declared';
  const parsed = z.safeParse(type, answer.body);
  if (!parsed.success) return `${answer.status} does not fit: ${JSON.stringify(parsed.error.issues).slice(0, 500)}`;
  const [shown, declared] = [JSON.stringify(sortKeys(answer.body)), JSON.stringify(sortKeys(parsed.data))];
  return shown === declared ? null : `${answer.status} shows more than is declared: ${shown.slice(0, 400)}`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sortKeys(inner)]),
  );
}
