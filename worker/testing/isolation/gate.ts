import * as z from 'zod/mini';
import type { AccessRule } from '../../core/access.ts';
import { operationId, type Operation } from '../../http/operation.ts';
import type { Management } from '../management/management.ts';
import { mayAt, type Principal, type Target } from './principals.ts';
import { fillPath, parametersOf } from './requests.ts';
import type { World } from './world.ts';

/** The status of an operation that was let through to its handler. */
export const THROUGH = 299;

/** The operation with nothing behind its gate. */
export function gateOf(operation: Operation): Operation {
  const body = operation.body === null ? null : z.any();
  return { ...operation, body, query: null, throttle: null, handle: async () => ({ status: THROUGH }) };
}

/** What the rule, as it was signed off, has the gate answer. */
export function expectedStatus(
  rule: AccessRule,
  principal: Principal,
  target: Target,
  refusal: Operation['refusal'],
): number {
  if ('who' in rule && rule.who === 'public') return hasDeadCredential(principal) ? 401 : THROUGH;
  if (!principal.isSignedIn) return 401;
  if ('who' in rule) return isOneOf(rule, principal) ? THROUGH : 403;
  const forbidden = refusal === 'NOT_FOUND' ? 404 : 403;
  if (!isInScope(rule, principal)) return forbidden;
  const isOrganisation = rule.resource === 'organisation';
  const level = principal.levels[isOrganisation && target === 'other project' ? 'own' : target];
  if (level === 'outside') return 'body' in rule.at ? forbidden : 404;
  if (rule.peopleOnly === true && !principal.isPerson) return forbidden;
  const within = isOrganisation && level !== 'organisation' ? 'member' : level;
  // A grant on an environment says nothing of its project.
  const onProject =
    !/^(environment|feature-state|feature-segment|feature-export|version)$/.test(rule.resource) &&
    within === 'environment';
  return rule.needs.some((need) => mayAt(onProject ? 'member' : within, need)) ? THROUGH : forbidden;
}

function isOneOf(rule: Extract<AccessRule, { who: string }>, principal: Principal): boolean {
  return (rule.who !== 'user' || principal.isPerson) && isInScope(rule, principal);
}

const hasDeadCredential = ({ isSignedIn, headers }: Principal) => !isSignedIn && headers['authorization'] !== undefined;

/** What applications may do for a person, written apart from the code that it judges. */
function isInScope(rule: AccessRule, { scope }: Principal): boolean {
  if (scope === undefined || rule.applications === 'any') return true;
  if (rule.applications === 'none') return false;
  if (scope === 'admin-api') return true;
  if (rule.applications === 'admin-api') return false;
  if ('who' in rule) return rule.who !== 'user';
  return rule.peopleOnly !== true && rule.needs.some((need) => !need.endsWith('_ADMIN'));
}

export type Cell = { operation: string; principal: string; target: Target; expected: number; got: number };

/** Sends one request for each principal and target, and returns the cells that differ from what is expected. */
export async function findBreaches(
  management: Management,
  operation: Operation,
  signedOff: AccessRule,
  principals: readonly Principal[],
  worlds: Record<Target, World>,
): Promise<{ cells: number; breaches: Cell[] }> {
  const breaches: Cell[] = [];
  let cells = 0;
  const [method = 'GET'] = operation.methods;
  const targets: Target[] = namesTenant(operation) ? ['own', 'other project', 'other organisation'] : ['own'];
  for (const target of targets) {
    const path = fillPath(operation, () => worlds[target]);
    const request = withSource(signedOff, path, worlds[target]);
    const answers = await Promise.all(
      principals.map(async (principal) => {
        const answer = await management.call(method, request.path, {
          headers: principal.headers,
          ...(method === 'GET' || method === 'DELETE' ? {} : { body: request.body }),
        });
        return { principal, got: answer.status };
      }),
    );
    for (const { principal, got } of answers) {
      cells += 1;
      const expected = expectedStatus(signedOff, principal, target, operation.refusal);
      if (got !== expected) {
        breaches.push({ operation: operationId(operation), principal: principal.name, target, expected, got });
      }
    }
  }
  return { cells, breaches };
}

function namesTenant(operation: Operation): boolean {
  return 'resource' in operation.access || parametersOf(operation).length > 0;
}

/** Puts the id into the query or body where the rule looks for it there. */
function withSource(rule: AccessRule, path: string, world: World): { path: string; body: unknown } {
  if ('who' in rule) return { path, body: {} };
  const kind = rule.resource === 'multivariate-option' ? 'option' : rule.resource;
  const id = world.ids[kind] ?? '';
  if ('query' in rule.at) return { path: `${path}?${rule.at.query}=${id}`, body: {} };
  return { path, body: 'body' in rule.at ? nest(rule.at.body.split('.'), id) : {} };
}

/** The value under the names, of which a number is a place in a list. */
function nest([name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return value;
  const inner = nest(rest, value);
  return /^\d+$/.test(name) ? [inner] : { [name]: inner };
}
