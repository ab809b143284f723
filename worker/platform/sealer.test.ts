import { expect, test } from 'vitest';
import { openSealer } from './sealer.ts';

const [A, B] = ['the-first-of-two-sealing-secrets', 'the-other-of-two-sealing-secrets'];
const old = openSealer({ DJANGO_SECRET_KEY: 'a' });
const byA = openSealer({ SEALING_KEYS: `a:${A}` });
const byBoth = openSealer({ SEALING_KEYS: `b:${B}, a:${A}` });

test('sealed: opened at its place with its key → the text; sealed twice → two ciphertexts under two keys', async () => {
  const [first, second] = [await byA.seal('sécret', 'webhooks|1'), await byA.seal('sécret', 'webhooks|1')];
  expect(await byA.open(first, 'webhooks|1')).toBe('sécret');
  const [one, other] = [first.split('.'), second.split('.')];
  expect([one.slice(0, 2), other.slice(0, 2)]).toEqual([
    ['v2', 'a'],
    ['v2', 'a'],
  ]);
  expect(one[2]).not.toBe(other[2]);
  expect(one[3]).not.toBe(other[3]);
  expect(first).not.toContain('cret');
});

test('sealed: opened at another place, without its key, changed, or with the wrapped key of another text → refused', async () => {
  const [sealed, other] = [await byA.seal('secret', 'webhooks|1'), await byA.seal('other', 'webhooks|1')];
  const [version, id, wrapped = '', data] = sealed.split('.');
  const refused = [
    [byA, sealed, 'webhooks|2'],
    [openSealer({ SEALING_KEYS: `b:${B}` }), sealed, 'webhooks|1'],
    [openSealer({ SEALING_KEYS: `a:${B}` }), sealed, 'webhooks|1'],
    [byA, `${sealed.slice(0, -4)}AAA=`, 'webhooks|1'],
    [byA, [version, id, other.split('.')[2], data].join('.'), 'webhooks|1'],
    [openSealer({ SEALING_KEYS: `b:${A},a:${A}` }), [version, 'b', wrapped, data].join('.'), 'webhooks|1'],
    [byA, 'plain text', 'webhooks|1'],
  ] as const;
  for (const [sealer, text, place] of refused) await expect(sealer.open(text, place)).rejects.toThrow();
});

test('several keys: the first seals, each opens; the key of DJANGO_SECRET_KEY opens beside them, of now and of before', async () => {
  expect(await byBoth.seal('x', 'p')).toMatch(/^v2\.b\./);
  expect(await byBoth.open(await byA.seal('x', 'p'), 'p')).toBe('x');
  const sealed = await old.seal('x', 'p');
  expect(sealed).toMatch(/^v2\._[0-9a-f]{8}\./);
  expect(await openSealer({ SEALING_KEYS: `a:${A}`, DJANGO_SECRET_KEY: 'a' }).open(sealed, 'p')).toBe('x');
  const changed = openSealer({ DJANGO_SECRET_KEY: 'b', DJANGO_SECRET_KEY_FALLBACKS: 'c,a' });
  expect(await changed.open(sealed, 'p')).toBe('x');
  await expect(byBoth.open(sealed, 'p')).rejects.toThrow(/no key "_[0-9a-f]{8}"/);
});

test('the format without a key of its own: opens with the secret that sealed it, at its place alone', async () => {
  const sealed = 'v1.StOetz6W7u78DRsk.tJ+C4edr4/2wmmdZrWbS3ABJ4ScUlRc=';
  const sealer = openSealer({
    SEALING_KEYS: `a:${A}`,
    DJANGO_SECRET_KEY: 'a-new-secret',
    DJANGO_SECRET_KEY_FALLBACKS: 'an-old-secret',
  });
  expect(await sealer.open(sealed, 'webhooks|1')).toBe('sécret');
  await expect(sealer.open(sealed, 'webhooks|2')).rejects.toThrow();
  await expect(byA.open(sealed, 'webhooks|1')).rejects.toThrow(/DJANGO_SECRET_KEY/);
});

test.each([
  [{}, /DJANGO_SECRET_KEY/],
  [{ SEALING_KEYS: 'a:short' }, /entry 1.*32 characters/],
  [{ SEALING_KEYS: `a:${A},${B}` }, /entry 2/],
  [{ SEALING_KEYS: `Ä:${A}` }, /entry 1/],
  [{ SEALING_KEYS: `a:${A},a:${B}` }, /twice/],
])('keys %# that cannot be used → says why, without the secret', async (settings, message) => {
  const fault: unknown = await openSealer(settings)
    .seal('x', 'y')
    .catch((error: unknown) => error);
  expect(String(fault)).toMatch(message);
  expect(String(fault)).not.toContain(A);
});
