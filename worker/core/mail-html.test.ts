import { expect, test } from 'vitest';
import { mailPage } from './mail-html.ts';

test('a mail as HTML: paragraphs, and a link where a line is an address, with the address to be read', () => {
  const html = mailPage({ subject: 'Hello', text: 'One.\n\nJoin here:\nhttps://flags.example/invite/a?b=1&c=2\n' });
  expect(html).toContain('<p>One.</p><p>Join here:<br><a href="https://flags.example/invite/a?b=1&#38;c=2"');
  expect(html).toContain('<small>https://flags.example/invite/a?b=1&#38;c=2</small>');
});

test('what strangers wrote: markup stays text, and an address inside of a sentence or of another kind leads nowhere', () => {
  const evil = '<img src=x onerror=alert(1)>"\'&';
  const html = mailPage({
    subject: `Invitation to ${evil}`,
    text: `"https://evil.example/ ${evil}" invites you.\n\njavascript:alert(1)\n\nhttps://a.example/"onclick="x\n`,
  });
  expect(html).not.toContain('<img');
  expect(html).not.toContain('"onclick');
  expect(html.match(/href="[^"]*"/g)).toEqual(['href="https://a.example/&#34;onclick=&#34;x"']);
});
