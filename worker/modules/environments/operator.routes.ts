import { Hono, type Context as HonoContext } from 'hono';
import { ConfirmInput, RevertInput } from '../../contract/publications.ts';
import { DomainError, notFound } from '../../core/errors.ts';
import { errorReply } from '../../http/error-response.ts';
import type { HonoEnv } from '../../http/hono-env.ts';
import { readBody } from '../../http/read-body.ts';
import { validate } from '../../http/validate.ts';
import { checkOperatorKey } from './operator-key.service.ts';
import { perform, type PublicationAct } from './publications.service.ts';

const BASE = '/operator/environments/:environment/publication';
const BY = 'operator';

/**
 * What an operator can do with the database away: look at a publication, go back to a kept version and go on. For who holds
 * `HALYARD_OPERATOR_KEY`; without that variable the routes do not exist.
 */
export const operatorRoutes = new Hono<HonoEnv>({ strict: false })
  .get(BASE, (context) => answer(context, async ({ publishers, id }) => publishers.status(id)))
  .post(`${BASE}/revert`, (context) => act(context, (body) => ({ act: 'revert', input: validate(RevertInput, body) })))
  .post(`${BASE}/release`, (context) => act(context, () => ({ act: 'release' })))
  .post(`${BASE}/confirm`, (context) =>
    act(context, (body) => ({ act: 'confirm', input: validate(ConfirmInput, body) })),
  );

type Call = { publishers: HonoEnv['Variables']['deps']['publishers']; id: number };

function act(context: HonoContext<HonoEnv>, read: (body: unknown) => PublicationAct): Promise<Response> {
  return answer(context, async ({ publishers, id }) =>
    perform(publishers, id, read(await readBody(context.req.raw)), BY),
  );
}

async function answer(context: HonoContext<HonoEnv>, work: (call: Call) => Promise<unknown>): Promise<Response> {
  const requestId = crypto.randomUUID();
  try {
    const { management } = context.var.deps;
    const address = context.req.header('cf-connecting-ip') ?? 'unknown';
    await checkOperatorKey(management, context.req.header('authorization') ?? '', address);
    const call = { publishers: management.publishers, id: await findEnvironmentId(context) };
    return context.json(await work(call), 200, { 'cache-control': 'no-store' });
  } catch (error) {
    const { status, body, headers } = errorReply(error, requestId);
    return Response.json(body, { status, headers: { ...headers, 'cache-control': 'no-store' } });
  }
}

/** By id, or by client-side key, which KV knows. */
async function findEnvironmentId(context: HonoContext<HonoEnv>): Promise<number> {
  const name = context.req.param('environment') ?? '';
  if (/^\d{1,9}$/.test(name)) return Number(name);
  try {
    const { environments } = context.var.deps.sdk;
    const held = await environments.find(name, (work) => context.executionCtx.waitUntil(work));
    if (held !== null) return held.environmentId;
  } catch (error) {
    throw new DomainError('CONFLICT', 'The environment cannot be found by its key at the moment; its id works.', {
      cause: error,
    });
  }
  throw notFound();
}
