import * as z from 'zod/mini';
import { OutboxMail } from '../../contract/accounts.ts';
import { Detail } from '../../contract/pages.ts';
import { PUBLIC } from '../../core/access.ts';
import { PLAIN_PAGE_HEADERS } from '../../core/html.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { listOutbox } from './mails.service.ts';
import { renderOutbox } from './outbox-page.ts';

export const outboxOperations = [
  operation({
    method: 'GET',
    path: '/outbox/',
    access: PUBLIC,
    summary: 'Shows the mails that nobody carries, on one machine only: a page, or JSON with `?format=json`',
    query: z.object({ format: z.optional(z.string()) }),
    replies: { 200: z.union([z.string(), z.array(OutboxMail)]), 404: Detail },
    handle: async ({ context, query }) => {
      const mails = await listOutbox(context);
      if (query.format === 'json') return ok(mails);
      return { ...ok(renderOutbox(mails)), headers: PLAIN_PAGE_HEADERS };
    },
  }),
];
