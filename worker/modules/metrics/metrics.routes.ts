import { Hono } from 'hono';
import { errorReply } from '../../http/error-response.ts';
import type { HonoEnv } from '../../http/hono-env.ts';
import { checkOperatorKey } from '../environments/operator-key.service.ts';
import { EXPOSITION_TYPE, toExposition } from './exposition.ts';
import { collectFigures, collectInstallation } from './metrics.service.ts';

/** For who holds `HALYARD_OPERATOR_KEY`; without that variable the route does not exist. `?only=installation` leaves out the isolate's own. */
export const metricsRoutes = new Hono<HonoEnv>({ strict: false }).get('/metrics', async (context) => {
  try {
    const { management, figures } = context.var.deps;
    const address = context.req.header('cf-connecting-ip') ?? 'unknown';
    await checkOperatorKey(management, context.req.header('authorization') ?? '', address);
    const collect = context.req.query('only') === 'installation' ? collectInstallation : collectFigures;
    const text = toExposition(await collect(figures, management.setting));
    return context.body(text, 200, { 'content-type': EXPOSITION_TYPE, 'cache-control': 'no-store' });
  } catch (error) {
    const { status, body, headers } = errorReply(error, crypto.randomUUID());
    return Response.json(body, { status, headers: { ...headers, 'cache-control': 'no-store' } });
  }
});
