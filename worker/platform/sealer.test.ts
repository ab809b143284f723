import { expect, test } from 'vitest';
import { openSealer } from './sealer.ts';

test('sealed: opened at its place with its key → the text; sealed twice → two ciphertexts', async () => {
  const sealer = openSealer('a');
  const [first, second] = [await sealer.seal('sécret', 'webhooks:1'), await sealer.seal('sécret', 'webhooks:1')];

  expect(await sealer.open(first, 'webhooks:1')).toBe('sécret');
  expect(first).not.toBe(second);
  expect(first).not.toContain('cret');
});

test('sealed: opened at another place, with another key, or changed → refused', async () => {
  const sealed = await openSealer('a').seal('secret', 'webhooks:1');

  await expect(openSealer('a').open(sealed, 'webhooks:2')).rejects.toThrow();
  await expect(openSealer('b').open(sealed, 'webhooks:1')).rejects.toThrow();
  await expect(openSealer('a').open(`${sealed.slice(0, -4)}AAA=`, 'webhooks:1')).rejects.toThrow();
  await expect(openSealer('a').open('plain text', 'webhooks:1')).rejects.toThrow();
});

test('sealer: no secret configured → says so', async () => {
  await expect(openSealer(undefined).seal('x', 'y')).rejects.toThrow(/DJANGO_SECRET_KEY/);
});
