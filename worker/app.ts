import { Hono } from 'hono';
import { VERSION } from './core/version.ts';
import type { HonoEnv } from './http/hono-env.ts';
import { healthRoutes } from './modules/health/health.routes.ts';
import type { HalyardEnv } from './platform/bindings.ts';
import type { Deps } from './platform/deps.ts';
import { logFailure } from './platform/log.ts';

/** Everything that is not the SDK plane: health, version and, on one machine, the dashboard. */
export function createApp(depsOf: (env: HalyardEnv) => Deps): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>({ strict: false });
  app.use(async (context, next) => {
    context.set('deps', depsOf(context.env));
    await next();
    context.header('flagsmith-version', VERSION);
  });
  app.route('/', healthRoutes);
  app.get('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    const dashboard = context.env.DASHBOARD;
    if (dashboard === undefined || /^\/(api|o|\.well-known)(\/|$)/.test(pathname)) return context.notFound();
    return dashboard.fetch(context.req.raw);
  });
  app.notFound((context) => context.json({ detail: 'Not found.' }, 404));
  app.onError((error, context) => {
    logFailure('http.request.failed', error, { path: new URL(context.req.url).pathname });
    return context.json({ detail: 'Something went wrong on our side.' }, 500);
  });
  return app;
}
