import { Hono } from 'hono';
import { FLAGSMITH_VERSION, VERSION } from '../../core/version.ts';
import type { HonoEnv } from '../../http/hono-env.ts';
import { checkReadiness, readSelfHostedData } from './health.service.ts';

/** compat: paths and shapes of Flagsmith's probes. None of them fails because Postgres is away: flags are still served. */
export const healthRoutes = new Hono<HonoEnv>({ strict: false })
  .get('/health', (context) => context.json({ status: 'ok' }))
  .get('/health/liveness', (context) => context.json({ status: 'ok' }))
  .get('/health/readiness', async (context) => {
    const readiness = await checkReadiness(context.var.deps);
    return context.json(readiness, readiness.status === 'unavailable' ? 503 : 200);
  })
  .get('/version', async (context) =>
    context.json({
      ci_commit_sha: context.env.CI_COMMIT_SHA ?? 'unknown',
      image_tag: context.env.IMAGE_TAG ?? FLAGSMITH_VERSION,
      has_email_provider: context.var.deps.management.mailer.carrier === 'provider',
      is_enterprise: false,
      is_saas: false,
      self_hosted_data: await readSelfHostedData(context.var.deps.database),
      package_versions: { '.': VERSION },
    }),
  );
