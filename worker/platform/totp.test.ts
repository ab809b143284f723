import { expect, test } from 'vitest';
import { openTotp } from './totp.ts';

const totp = openTotp('Halyard');

/** The secret and the codes of RFC 6238, appendix B, cut to six digits. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
])('the code of RFC 6238 at second %i → its step', (second, code) => {
  expect(totp.stepOf(SECRET, code, new Date(second * 1_000))).toBe(Math.floor(second / 30));
});

test('a code a step early or late → its own step; two steps away, or not six digits → none', () => {
  const at = (second: number) => totp.stepOf(SECRET, '081804', new Date(second * 1_000));
  const step = Math.floor(1_111_111_109 / 30);
  expect(at((step - 1) * 30)).toBe(step);
  expect(at((step + 1) * 30 + 29)).toBe(step);
  expect(at((step + 2) * 30)).toBeNull();
  expect(at((step - 2) * 30 + 29)).toBeNull();
  for (const code of ['', '81804', ' 081804', '08180４', '0818040']) {
    expect(totp.stepOf(SECRET, code, new Date(1_111_111_109_000))).toBeNull();
  }
});

test('a new secret → 32 letters of base32, another each time, in the link for apps', () => {
  const secret = totp.newSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(totp.newSecret()).not.toBe(secret);
  const link = new URL(totp.link(secret, 'ada@example.com'));
  expect(link.protocol + link.host).toBe('otpauth:totp');
  expect(link.searchParams.get('secret')).toBe(secret);
  expect(link.searchParams.get('issuer')).toBe('Halyard');
  expect(decodeURIComponent(link.pathname)).toBe('/Halyard:ada@example.com');
});
