import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { ROUTE_KINDS, type RouteKind } from './core/answer-counts.ts';
import { VERSION } from './core/version.ts';
import type { HonoEnv } from './http/hono-env.ts';
import { mountOperations } from './http/mount.ts';
import type { Operation } from './http/operation.ts';
import { bootstrapOnce } from './modules/accounts/bootstrap.service.ts';
import { authenticate } from './modules/credentials/credentials.service.ts';
import { operatorRoutes } from './modules/environments/operator.routes.ts';
import { healthRoutes } from './modules/health/health.routes.ts';
import { metricsRoutes } from './modules/metrics/metrics.routes.ts';
import { authorise } from './modules/permissions/access.service.ts';
import type { HalyardEnv } from './platform/bindings.ts';
import type { Deps } from './platform/management-deps.ts';
import { logFailure } from './platform/log.ts';

/** Everything that is not the SDK plane: the management API, health, version and, on one machine, the dashboard. */
export function createApp(depsOf: (env: HalyardEnv) => Deps, operations: readonly Operation[]): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>({ strict: false });
  app.use(async (context, next) => {
    const deps = depsOf(context.env);
    context.set('deps', deps);
    await next();
    deps.answers.note(kindOf(context.req.path), context.res.status);
    context.header('flagsmith-version', VERSION);
  });
  // compat: credentials travel in a header that no browser adds by itself, so pages of any origin may ask.
  for (const path of ['/api/*', '/o/*', '/.well-known/*']) {
    app.use(
      path,
      cors({ origin: '*', exposeHeaders: ['Retry-After', 'Flagsmith-Version', 'X-Request-Id'], maxAge: 86_400 }),
    );
  }
  for (const path of ['/api/*', '/version']) {
    app.use(path, async (context, next) => {
      const defer = (work: Promise<unknown>) => context.executionCtx.waitUntil(work);
      await bootstrapOnce(context.var.deps.management, { origin: new URL(context.req.url).origin, defer });
      await next();
    });
  }
  app.route('/', healthRoutes);
  app.route('/', operatorRoutes);
  app.route('/', metricsRoutes);
  mountOperations(app, operations, { authenticate, authorise });
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

function kindOf(path: string): RouteKind {
  if (path.startsWith('/api/')) return ROUTE_KINDS.management;
  return /^\/(operator|metrics)(\/|$)/.test(path) ? ROUTE_KINDS.operator : ROUTE_KINDS.other;
}
