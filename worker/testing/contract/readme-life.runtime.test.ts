import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../runtime/test-server.ts';

const README = new URL('../../../README.md', import.meta.url);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('README: its commands from sign-up on, in a shell → the flag is served to an SDK', async () => {
  const script = /```sh life\n(.*?)```/s.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
  expect(script).toContain('curl');

  const { stdout } = await promisify(execFile)('sh', ['-eu', '-c', script], {
    env: { ...process.env, HALYARD: server.url },
    timeout: 30_000,
  });

  expect(JSON.parse(stdout)).toMatchObject([
    { feature: { name: 'free_delivery', type: 'STANDARD' }, enabled: true, feature_state_value: 'over 30' },
  ]);
});
