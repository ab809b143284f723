import { sweepOutbox } from './modules/environments/outbox-sweep.service.ts';
import { sweepDeliveries } from './modules/deliveries/deliver.service.ts';
import { sweepLaunchDarklyImports } from './modules/transfers/run-launch-darkly-import.service.ts';
import { sweepImports } from './modules/transfers/run-import.service.ts';
import { sweepFeatureTransfers } from './modules/transfers/feature-transfers.service.ts';
import { sweepMails } from './modules/mails/mails.service.ts';
import { exportFigures } from './modules/metrics/export.service.ts';
import { purgeOAuth } from './modules/oauth/purge.service.ts';
import { forgetOldReports, reportTelemetry } from './modules/telemetry/telemetry.service.ts';
import { sweepUsage } from './modules/usage/usage-sweep.service.ts';
import { releaseScheduledEvents } from './modules/webhooks/scheduled-events.service.ts';
import type { HalyardEnv } from './platform/bindings.ts';
import { depsOf, type Deps } from './platform/management-deps.ts';

type Work = (deps: Deps) => Promise<unknown>;

/** What each cron of wrangler.toml is for. Nothing here minds being missed, late or fired twice. */
export const CRONS: Record<string, Work[]> = {
  '* * * * *': [
    sweepPublications,
    ({ management }) => sweepMails(management),
    ({ management }) => sweepImports(management),
    ({ management }) => sweepLaunchDarklyImports(management),
    ({ figures, management }) => exportFigures(figures, management),
  ],
  '*/15 * * * *': [
    ({ database, usageBuffers, management }) => sweepUsage({ database, usageBuffers, setting: management.setting }),
    ({ management }) => reportTelemetry(management, 'missed'),
    ({ management }) => sweepFeatureTransfers(management),
  ],
  '0 */8 * * *': [
    ({ management }) => reportTelemetry(management, 'due'),
    ({ management }) => forgetOldReports(management),
    ({ management }) => purgeOAuth(management),
  ],
};

/** Deliveries tell of what has been published, so they come after it. */
async function sweepPublications({ database, publishers, management }: Deps): Promise<void> {
  await sweepOutbox(database, publishers);
  await releaseScheduledEvents(management);
  await sweepDeliveries(management);
}

/** Runs all that the cron is for to its end, and only then fails for what failed. */
export async function runCron(cron: string, deps: Deps): Promise<void> {
  const ends = await Promise.allSettled((CRONS[cron] ?? []).map((work) => work(deps)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** What the platform calls, with an isolate's own adapters. */
export const runScheduled = (cron: string, env: HalyardEnv) => runCron(cron, depsOf(env));
