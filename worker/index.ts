import { createApp } from './app.ts';
import { sweepOutbox } from './modules/environments/outbox-sweep.service.ts';
import { sweepDeliveries } from './modules/deliveries/deliver.service.ts';
import { sweepMails } from './modules/mails/mails.service.ts';
import { releaseScheduledEvents } from './modules/webhooks/scheduled-events.service.ts';
import { handleSdkRequest } from './modules/sdk/sdk.router.ts';
import { OPERATIONS } from './operations.ts';
import type { HalyardEnv } from './platform/bindings.ts';
import { depsOf } from './platform/deps.ts';

export { IdentityBuffer } from './durable/identity-buffer.ts';
export { LoginGuard } from './durable/login-guard.ts';
export { Publisher } from './durable/publisher.ts';
export { UsageBuffer } from './durable/usage-buffer.ts';

const app = createApp(depsOf, OPERATIONS);

export default {
  fetch(request, env, ctx) {
    const answer = handleSdkRequest(request, depsOf(env).sdk, (work) => ctx.waitUntil(work));
    return answer ?? app.fetch(request, env, ctx);
  },
  async scheduled(_controller, env) {
    const { database, publishers, management } = depsOf(env);
    const deliver = async () => {
      await sweepOutbox(database, publishers);
      await releaseScheduledEvents(management);
      await sweepDeliveries(management);
    };
    await Promise.all([deliver(), sweepMails(management)]);
  },
} satisfies ExportedHandler<HalyardEnv>;
