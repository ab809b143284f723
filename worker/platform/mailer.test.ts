import { afterEach, expect, test, vi } from 'vitest';
import type { Outbound } from '../core/context.ts';
import { openMailer } from './mailer.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('mailer: what is carried → text, and the same as HTML, by either carrier', async () => {
  const mail = { to: 'a@example.com', subject: 'Hello <you>', text: 'Join:\nhttps://flags.example/x\n' };
  const sent: unknown[] = [];
  const binding = { send: async (message: unknown) => sent.push(message) };
  await openMailer({ EMAIL: binding, SENDER_EMAIL: 'b@example.com' } as never, null as unknown as Outbound).send(mail);
  const html = expect.stringContaining('<a href="https://flags.example/x"');
  expect(sent).toEqual([{ from: 'b@example.com', ...mail, html }]);
  const bodies: string[] = [];
  const outbound = {
    send: async ({ body = '' }: { body?: string }) => {
      bodies.push(body);
      return { status: 202, text: '', headers: new Headers() };
    },
  } as unknown as Outbound;
  await openMailer({ SENDGRID_API_KEY: 'key' } as never, outbound).send(mail);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
    content: [
      { type: 'text/plain', value: mail.text },
      { type: 'text/html', value: html },
    ],
  });
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
