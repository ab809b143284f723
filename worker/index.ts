import { createApp } from './app.ts';
import { runCron } from './crons.ts';
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
  async scheduled({ cron }, env) {
    await runCron(cron, depsOf(env));
  },
} satisfies ExportedHandler<HalyardEnv>;
