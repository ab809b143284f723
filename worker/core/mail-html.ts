import type { Mail } from './context.ts';
import { escapeHtml } from './html.ts';

const BUTTON =
  'display:inline-block;padding:10px 20px;border-radius:6px;background:#0b6e4f;color:#fff;text-decoration:none';

/**
 * The mail as HTML, made from its text. Only a line that is nothing but an address becomes a link: names that strangers chose stand inside of
 * sentences, and must not lead anywhere.
 */
export function mailBody({ subject, text }: Pick<Mail, 'subject' | 'text'>): string {
  const paragraphs = text.trim().split(/\n{2,}/);
  const body = paragraphs.map((paragraph) => `<p>${paragraph.split('\n').map(renderLine).join('<br>')}</p>`).join('');
  return `<div style="max-width:560px;margin:24px auto;font:16px/1.5 sans-serif;color:#1a2634"><h1 style="font-size:20px">${escapeHtml(subject)}</h1>${body}</div>`;
}

/** As it is sent: a page of its own. */
export function mailPage(mail: Pick<Mail, 'subject' | 'text'>): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(mail.subject)}</title><body>${mailBody(mail)}</body></html>`;
}

function renderLine(line: string): string {
  const shown = escapeHtml(line);
  if (!/^https?:\/\/\S+$/.test(line)) return shown;
  return `<a href="${shown}" rel="noreferrer" style="${BUTTON}">Continue</a><br><small>${shown}</small>`;
}
