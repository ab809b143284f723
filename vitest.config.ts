import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SecondTries } from './scripts/local/second-tries.ts';

const ROOTS = '{worker,drizzle,dashboard,scripts,bench}';
const withDatabase = { globalSetup: ['scripts/local/vitest-postgres.ts'] };
const withServer = {
  globalSetup: ['scripts/local/vitest-build.ts', 'scripts/local/vitest-postgres.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Processes and browsers are real, and on a busy machine late for once. `second-tries.ts` names what needed it.
  retry: process.env['CI'] === 'true' ? 1 : 0,
};

function describeProject(name: string, suffix: string, more: object = {}) {
  return { test: { name, include: [`${ROOTS}/**/*.${suffix}.{ts,tsx}`], exclude: ['**/node_modules/**'], ...more } };
}

export default defineConfig({
  test: {
    // What the product logs is only of interest where a test fails.
    silent: 'passed-only',
    reporters: ['default', new SecondTries()],
    // A poll waits for what a person would wait for, on a machine that is busy too.
    expect: { poll: { timeout: 8_000 } },
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    projects: [
      describeProject('unit', 'test', {
        exclude: ['**/node_modules/**', '**/*.{db,isolation,runtime,client,browser}.test.{ts,tsx}'],
      }),
      describeProject('db', 'db.test', { ...withDatabase, testTimeout: 20_000, hookTimeout: 30_000 }),
      // Thousands of requests with the time limits of the product: after the others, so that they do not wait for them; the two long files side by side.
      describeProject('isolation', 'isolation.test', {
        ...withDatabase,
        testTimeout: 20_000,
        hookTimeout: 60_000,
        sequence: { groupOrder: 1 },
        maxWorkers: 2,
      }),
      describeProject('runtime', 'runtime.test', withServer),
      describeProject('clients', 'client.test', withServer),
      describeProject('browser', 'browser.test', withServer),
    ],
  },
});
