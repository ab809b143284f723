import { context } from 'esbuild';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeWorkerBuild } from './local/build-worker.ts';
import { startHalyard, type Shutdown } from './local/halyard.ts';
import { chooseListenAddress } from './local/listen-address.ts';
import { ROOT } from './local/project.ts';
import type { Runtime } from './local/runtime.ts';
import { runSession } from './local/session.ts';
import { readWorkerVariables } from './local/worker-variables.ts';

const dataFolder = resolve(ROOT, process.env['HALYARD_DATA'] || '.data');

await runSession(dataFolder, async (shutdown) => {
  const address = await chooseListenAddress(process.env);
  const { runtime, demoKey, hasUsers } = await startHalyard(
    {
      address,
      dataFolder,
      databaseUrl: process.env['DATABASE_URL'] || undefined,
      variables: readWorkerVariables(dataFolder, process.env),
      demo: process.env['HALYARD_DEMO'] !== '0',
      report: console.log,
    },
    shutdown,
  );
  await watchWorker(runtime, shutdown);
  const dashboard = await serveDashboard(address.url, shutdown);
  console.log(`\n  API         ${address.url}  (reloads when a file of the Worker changes)`);
  if (dashboard !== undefined) console.log(`  Dashboard   ${dashboard}  (updates in place)`);
  if (!hasUsers) console.log(`  First user  ${address.url}/api/v1/users/config/init/`);
  if (demoKey !== undefined) console.log(`  curl -H 'X-Environment-Key: ${demoKey}' ${address.url}/api/v1/flags/`);
});

async function watchWorker(runtime: Runtime, shutdown: Shutdown): Promise<void> {
  let isFirst = true;
  const build = await context({
    ...describeWorkerBuild(),
    logLevel: 'warning',
    plugins: [
      {
        name: 'reload',
        setup: (plugin) => {
          plugin.onEnd(async ({ errors }) => {
            if (isFirst || errors.length > 0) return void (isFirst = false);
            await runtime.reload();
            console.log('Worker reloaded');
          });
        },
      },
    ],
  });
  shutdown.add(() => build.dispose());
  await build.watch();
}

/** Vite's own server with hot reload; it passes on to the Worker whatever is not a file of the dashboard. */
async function serveDashboard(api: string, shutdown: Shutdown): Promise<string | undefined> {
  if (!existsSync(join(ROOT, 'dashboard', 'index.html'))) return undefined;
  const { createServer } = await import('vite');
  const paths = ['/api', '/sse', '/health', '/version', '/outbox', '/o/', '/.well-known/'];
  const server = await createServer({
    root: join(ROOT, 'dashboard'),
    configFile: join(ROOT, 'vite.config.ts'),
    server: { host: 'localhost', proxy: Object.fromEntries(paths.map((path) => [path, { target: api }])) },
  });
  shutdown.add(() => server.close());
  await server.listen();
  return server.resolvedUrls?.local[0];
}
