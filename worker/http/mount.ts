import type { Context as HonoContext, Hono } from 'hono';
import type { AccessRule, Actor, Scope } from '../core/access.ts';
import type { Context, ManagementPorts } from '../core/context.ts';
import { DomainError, notFound } from '../core/errors.ts';
import type { Defer } from '../core/ports.ts';
import { VERSION } from '../core/version.ts';
import { logEvent } from '../platform/log.ts';
import { errorReply } from './error-response.ts';
import type { HonoEnv } from './hono-env.ts';
import { operationId, type Call, type Operation } from './operation.ts';
import { readBody } from './read-body.ts';
import type { Reply } from './reply.ts';
import { checkOrigin, readSession, sessionCookie, wantsSession } from './session-cookie.ts';
import { RATES, readRate } from './throttles.ts';
import { validate } from './validate.ts';

/** How requests get an actor and operations a scope; given from outside, as both need the database. */
export type Gatekeeper = {
  /**
   * Null without credentials. Throws UNAUTHENTICATED for wrong ones; a session that has ended counts as none, as a browser sends its cookie
   * to whatever is open to all, too.
   */
  authenticate: (
    ports: ManagementPorts,
    sent: { authorization: string | null; session: string | null },
    defer: Defer,
  ) => Promise<Actor | null>;
  /** Null where the rule names no resource. Throws UNAUTHENTICATED, NOT_FOUND, FORBIDDEN. */
  authorise: (
    context: Context,
    rule: AccessRule,
    valueAt: (at: { path?: string; query?: string; body?: string }) => unknown,
  ) => Promise<Scope | null>;
};

const NEVER_KEPT = 'max-age=0, no-cache, no-store, must-revalidate, private';
const MAX_INT32 = 2_147_483_647;

/** Puts the operations on the app. Paths without parameters win over paths with, whatever the order of declaration. */
export function mountOperations(app: Hono<HonoEnv>, operations: readonly Operation[], gatekeeper: Gatekeeper): void {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  for (const [path, ofPath] of [...byPath].toSorted(([left], [right]) => comparePaths(left, right))) {
    const byMethod = new Map(ofPath.flatMap((one) => one.methods.map((method) => [method as string, one] as const)));
    app.all(toPattern(path), async (context) => {
      const operation = byMethod.get(context.req.method === 'HEAD' ? 'GET' : context.req.method);
      return answer(context, operation ?? null, [...byMethod.keys()], gatekeeper);
    });
  }
}

async function answer(
  hono: HonoContext<HonoEnv>,
  operation: Operation | null,
  allowed: string[],
  gatekeeper: Gatekeeper,
): Promise<Response> {
  const requestId =
    hono.req
      .header('x-request-id')
      ?.slice(0, 100)
      .replace(/[^\w.-]/g, '') || crypto.randomUUID();
  const begun = Date.now();
  let reply: Reply;
  try {
    reply = await perform(hono, operation, allowed, gatekeeper, requestId);
  } catch (error) {
    reply = errorReply(error, requestId);
  }
  if (reply.status >= 400) {
    const name = operation === null ? 'none' : operationId(operation);
    logEvent('http.request.refused', { requestId, operation: name, status: reply.status, ms: Date.now() - begun });
  }
  return toResponse(reply, requestId);
}

async function perform(
  hono: HonoContext<HonoEnv>,
  operation: Operation | null,
  allowed: string[],
  gatekeeper: Gatekeeper,
  requestId: string,
): Promise<Reply> {
  const ports = hono.var.deps.management;
  const admission = operation?.hashes === true ? ports.passwords.admit() : null;
  try {
    return await handle(hono, operation, allowed, gatekeeper, requestId, {
      ...ports,
      ...(admission === null ? {} : { passwords: admission }),
    });
  } finally {
    admission?.release();
  }
}

async function handle(
  hono: HonoContext<HonoEnv>,
  operation: Operation | null,
  allowed: string[],
  gatekeeper: Gatekeeper,
  requestId: string,
  ports: ManagementPorts,
): Promise<Reply> {
  const url = new URL(hono.req.url);
  const defer: Defer = (work) => hono.executionCtx.waitUntil(work);
  const sent = { authorization: hono.req.header('authorization') ?? null, session: readSession(ports, hono.req.raw) };
  const actor = await gatekeeper.authenticate(ports, sent, defer);
  if (operation === null) {
    const allow = [...allowed, 'OPTIONS'].join(', ');
    return { status: 405, body: { detail: `Method "${hono.req.method}" not allowed.` }, headers: { allow } };
  }
  const signsInTo = wantsSession(ports, hono.req.raw) ? 'session' : 'token';
  if (signsInTo === 'session' || (actor?.kind === 'user' && actor.credential === 'session')) checkOrigin(hono.req.raw);
  const context: Context = {
    ...ports,
    actor,
    origin: url.origin,
    address: hono.req.header('cf-connecting-ip') ?? 'unknown',
    requestId,
    signsInTo,
    userAgent: hono.req.header('user-agent') ?? '',
    defer,
    now: () => new Date(),
  };
  const body = operation.body === null ? undefined : await readBody(hono.req.raw, operation.bodyLimit ?? undefined);
  const params = hono.req.param() as Record<string, string>;
  const query = Object.fromEntries(url.searchParams);
  const scope = await authorise(gatekeeper, context, operation, { path: params, query, body });
  await throttle(context, operation);
  const call: Call<unknown, unknown> = {
    context,
    get scope(): Scope {
      if (scope === null) throw new Error(`${operationId(operation)} names no resource`);
      return scope;
    },
    query: operation.query === null ? undefined : validate(operation.query, query),
    body: operation.body === null ? undefined : validate(operation.body, body),
    url,
    path: (name) => params[name] ?? '',
    id: (name) => readId(params[name]),
    header: (name) => hono.req.header(name) ?? null,
  };
  const reply = await operation.handle(call);
  if (reply.session === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'set-cookie': sessionCookie(ports, hono.req.raw, reply.session) } };
}

async function authorise(
  gatekeeper: Gatekeeper,
  context: Context,
  operation: Operation,
  parts: { path: Record<string, string>; query: Record<string, string>; body: unknown },
): Promise<Scope | null> {
  try {
    return await gatekeeper.authorise(context, operation.access, ({ path, query, body }) => {
      if (path !== undefined) return parts.path[path];
      if (query !== undefined) return parts.query[query];
      return (body ?? '').split('.').reduce(ownValue, parts.body);
    });
  } catch (error) {
    const isRefusal = error instanceof DomainError && error.code === 'FORBIDDEN';
    throw isRefusal && operation.refusal === 'NOT_FOUND' ? notFound() : error;
  }
}

/** Counts the request against its rate: by user where there is one, else by address. */
async function throttle(context: Context, operation: Operation): Promise<void> {
  if (operation.throttle === null) return;
  const rate = readRate(context.setting, operation.throttle) ?? RATES[operation.throttle];
  const who = context.actor === null ? context.address : `${context.actor.kind}-${context.actor.id}`;
  const wait = await context.throttle.take(`${operation.throttle}:${who}`, rate);
  if (wait === null) return;
  throw new DomainError('THROTTLED', `Request was throttled. Expected available in ${Math.ceil(wait)} seconds.`, {
    retryAfter: wait,
  });
}

function toResponse({ status, body, headers }: Reply, requestId: string): Response {
  const all = new Headers(headers);
  all.set('cache-control', NEVER_KEPT);
  all.set('flagsmith-version', VERSION);
  all.set('x-request-id', requestId);
  all.set('vary', 'Accept, Origin, Cookie');
  if (body === undefined) return new Response(null, { status, headers: all });
  // A text with a type of its own is a page; a stream is JSON in pieces.
  const isText = typeof body === 'string' && all.has('content-type');
  if (!all.has('content-type')) all.set('content-type', 'application/json');
  all.set('x-content-type-options', 'nosniff');
  return new Response(isText || body instanceof ReadableStream ? body : JSON.stringify(body), { status, headers: all });
}

function readId(value: string | undefined): number {
  const id = value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : 0;
  if (id < 1 || id > MAX_INT32) throw notFound();
  return id;
}

function ownValue(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined;
  return (body as Record<string, unknown>)[name];
}

/** `/a/{b}/` as Hono spells it. */
function toPattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/\/$/, '') || '/';
}

/** The first differing part decides: a fixed one goes before a parameter. A total order, so that the sort depends on no third path. */
function comparePaths(left: string, right: string): number {
  const [ours, theirs] = [left.split('/'), right.split('/')];
  for (const [index, part] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) break;
    if (part === other) continue;
    const difference = Number(part.startsWith('{')) - Number(other.startsWith('{'));
    return difference === 0 ? (part < other ? -1 : 1) : difference;
  }
  return ours.length - theirs.length;
}
