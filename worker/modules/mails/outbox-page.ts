import type { OutboxMail } from '../../contract/accounts.ts';
import { escapeHtml, plainPage } from '../../core/html.ts';
import { mailBody } from '../../core/mail-html.ts';

/** The mails as a page, newest first, their links ready to be followed. */
export function renderOutbox(mails: OutboxMail[]): string {
  const articles = mails.map(
    ({ to, subject, text, created_at: time }) =>
      `<article><h2>${escapeHtml(subject)}</h2><p>To ${escapeHtml(to)}, ${escapeHtml(time)}</p><pre>${renderText(text)}</pre><details><summary>As HTML</summary>${mailBody({ subject, text })}</details></article>`,
  );
  const intro = '<h1>Outbox</h1><p>Nobody carries mails from this machine, so they are kept here.</p>';
  return plainPage('Outbox', intro + (articles.join('\n') || '<p>No mails yet.</p>'));
}

function renderText(text: string): string {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) => {
      const shown = escapeHtml(part);
      return index % 2 === 1 ? `<a href="${shown}" rel="noreferrer">${shown}</a>` : shown;
    })
    .join('');
}
