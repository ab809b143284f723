import { Response } from 'miniflare';
import type { RuntimeDoubles } from '../../../scripts/local/runtime.ts';

/** Cloudflare's carrier of mails, in this process. */
export type MailDouble = {
  state: 'carries' | 'fails' | 'hangs';
  doubles: RuntimeDoubles;
  /** Recipients of what was carried. */
  carried: string[];
  attempts: number;
};

const SCRIPT = `
import { WorkerEntrypoint } from 'cloudflare:workers';
export class Carrier extends WorkerEntrypoint {
  async send({ to }) {
    const answer = await this.env.BACKEND.fetch('http://mail/', { method: 'POST', body: to });
    if (!answer.ok) throw new Error('the carrier of mails failed');
  }
}
export default {};
`;

export function openMailDouble(): MailDouble {
  const mail: MailDouble = {
    state: 'carries',
    carried: [],
    attempts: 0,
    doubles: {
      workers: [
        {
          name: 'mail-double',
          compatibilityDate: '2026-10-01',
          modules: [{ type: 'ESModule', path: 'mail-double.js', contents: SCRIPT }],
          serviceBindings: {
            BACKEND: async (request) => {
              mail.attempts += 1;
              if (mail.state === 'hangs') return new Promise(() => undefined);
              if (mail.state === 'fails') return new Response(null, { status: 503 });
              mail.carried.push(await request.text());
              return new Response('ok');
            },
          },
        },
      ],
      bindings: { EMAIL: { name: 'mail-double', entrypoint: 'Carrier' } },
    },
  };
  return mail;
}
