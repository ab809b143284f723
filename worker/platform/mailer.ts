import type { Mail, Mailer, Outbound } from '../core/context.ts';
import { withDeadline } from '../core/deadline.ts';
import { mailPage } from '../core/mail-html.ts';
import type { HalyardEnv } from './bindings.ts';

const SENDGRID = 'https://api.sendgrid.com/v3/mail/send';
/** As long as any other request to somebody else may take. */
const BINDING_LIMIT_MS = 10_000;
const DEFAULT_SENDER = 'noreply@flagsmith.local';

type MailEnv = Pick<HalyardEnv, 'EMAIL' | 'SENDGRID_API_KEY' | 'SENDER_EMAIL' | 'HALYARD_LOCAL_OUTBOX'>;

/** Who carries mails: SendGrid, else Cloudflare, else on one machine the outbox that people read in the browser, else nobody. */
export function openMailer(env: MailEnv, outbound: Outbound): Mailer {
  const from = env.SENDER_EMAIL || DEFAULT_SENDER;
  const { EMAIL: binding, SENDGRID_API_KEY: key } = env;
  if (key) return { carrier: 'provider', send: (mail) => sendBySendgrid(outbound, key, from, mail) };
  if (binding !== undefined) {
    return {
      carrier: 'provider',
      send: async (mail) => {
        await withDeadline(
          binding.send({ from, ...mail, html: mailPage(mail) }),
          BINDING_LIMIT_MS,
          'the carrier of mails',
        );
      },
    };
  }
  if (env.HALYARD_LOCAL_OUTBOX === 'on') return { carrier: 'outbox', send: async () => undefined };
  return {
    carrier: 'none',
    send: async () => {
      throw new Error('nobody carries mails: neither SENDGRID_API_KEY nor a binding EMAIL is set');
    },
  };
}

async function sendBySendgrid(outbound: Outbound, key: string, from: string, mail: Mail): Promise<void> {
  const reply = await outbound.send({
    url: SENDGRID,
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      personalizations: [{ to: [{ email: mail.to }] }],
      from: { email: from },
      subject: mail.subject,
      content: [
        { type: 'text/plain', value: mail.text },
        { type: 'text/html', value: mailPage(mail) },
      ],
    }),
  });
  if (reply.status >= 300) throw new Error(`SendGrid answered ${reply.status}`);
}
