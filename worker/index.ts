import { handleSdkRequest } from './modules/sdk/sdk.router.ts';
import type { HalyardEnv } from './platform/bindings.ts';
import { sdkDepsOf } from './platform/deps.ts';

export { IdentityBuffer } from './durable/identity-buffer.ts';
export { IdentityFeed } from './durable/identity-feed.ts';
export { LoginGuard } from './durable/login-guard.ts';
export { Publisher } from './durable/publisher.ts';
export { UsageBuffer } from './durable/usage-buffer.ts';

export default {
  fetch(request, env, ctx) {
    const answer = handleSdkRequest(request, sdkDepsOf(env).sdk, (work) => ctx.waitUntil(work));
    return answer ?? import('./management.ts').then(({ management }) => management.fetch(request, env, ctx));
  },
  async scheduled({ cron }, env) {
    const { runScheduled } = await import('./crons.ts');
    await runScheduled(cron, env);
  },
} satisfies ExportedHandler<HalyardEnv>;
