import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccessRule } from '../../core/access.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';
import { openManagement, type Management } from '../management/management.ts';
import { findBreaches, gateOf, type Cell } from './gate.ts';
import { createPrincipals, type Principal, type Target } from './principals.ts';
import { buildWorld, type World } from './world.ts';

/** Who may use what, as it was reviewed: the code must say the same. */
const SIGNED_OFF = JSON.parse(readFileSync(new URL('signed-off.json', import.meta.url), 'utf8')) as Record<
  string,
  AccessRule
>;

let management: Management;
let worlds: Record<Target, World>;
let principals: Principal[];
const gates = OPERATIONS.map(gateOf);

beforeAll(async () => {
  management = await openManagement({ operations: gates });
  const own = await buildWorld(management.pool);
  const elsewhere = await buildWorld(management.pool);
  worlds = { own, 'other project': await buildWorld(management.pool, own), 'other organisation': elsewhere };
  principals = await createPrincipals(management.pool, own, elsewhere);
}, 60_000);
afterAll(() => management.close());

test('isolation: every operation of the router → signed off, with the same rule', () => {
  const declared = Object.fromEntries(OPERATIONS.map((operation) => [operationId(operation), operation.access]));

  expect(declared).toEqual(SIGNED_OFF);
});

test(
  'isolation: every operation × principal × tenant → the answer of the permission model',
  { timeout: 600_000 },
  async () => {
    const breaches: Cell[] = [];
    let cells = 0;
    for (const operation of gates) {
      const result = await findBreaches(management, operation, ruleOf(operation), principals, worlds);
      cells += result.cells;
      breaches.push(...result.breaches);
    }

    console.log(`isolation: ${gates.length} operations × ${principals.length} principals, ${cells} cells`);
    expect(breaches).toEqual([]);
  },
);

test('isolation: any one declaration loosened → the matrix is red', { timeout: 600_000 }, async () => {
  const loosened = gates.map((operation) => ({ ...operation, access: loosen(operation.access) }));
  const open = loosened.filter((operation, index) => operation.access !== gates[index]?.access);
  const few = principals.filter(({ name }) =>
    ['anonymous', 'stranger', 'member without grants', 'viewer', 'scoped master key without a role'].includes(name),
  );
  const other = await openManagement({ operations: loosened, ports: { database: management.ports.database } });
  const green: string[] = [];
  try {
    for (const operation of open) {
      const { breaches } = await findBreaches(other, operation, ruleOf(operation), few, worlds);
      if (breaches.length === 0) green.push(operationId(operation));
    }
  } finally {
    await other.close();
  }

  console.log(`isolation: ${open.length} declarations loosened one by one, ${open.length - green.length} seen`);
  expect(green).toEqual([]);
});

function ruleOf(operation: Operation): AccessRule {
  const rule = SIGNED_OFF[operationId(operation)];
  if (rule === undefined) throw new Error(`${operationId(operation)} is not signed off`);
  return rule;
}

/** The declaration without what it asks for: of a resource any member will do, else any credential, else nobody at all. */
function loosen(access: AccessRule): AccessRule {
  if ('who' in access) {
    if (access.who === 'public') return access;
    return access.who === 'user' ? { who: 'signed-in' } : { who: 'public' };
  }
  return access.needs.includes('MEMBER') ? { who: 'signed-in' } : { ...access, needs: ['MEMBER'] };
}
