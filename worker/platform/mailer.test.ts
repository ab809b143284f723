import { afterEach, expect, test, vi } from 'vitest';
import type { Outbound } from '../core/context.ts';
import { openMailer } from './mailer.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('mailer: Cloudflare’s carrier never answers → given up after ten seconds, so that the next mail has its turn', async () => {
  vi.useFakeTimers();
  const send = () => new Promise<never>(() => undefined);
  const env = { EMAIL: { send } } as unknown as Parameters<typeof openMailer>[0];
  const mailer = openMailer(env, null as unknown as Outbound);
  const sending = mailer.send({ to: 'a@example.com', subject: 's', text: 't' }).catch(String);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await Promise.race([sending, Promise.resolve('waits')])).toContain('DeadlineExceeded');
});
