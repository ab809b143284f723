import { expect, test } from 'vitest';
import { openPasswords } from './password.ts';

const cheap = { cost: { ln: 4, r: 8, p: 1 }, gapMs: 0 };

test('password: hashed with the cost of production → a PHC string that only the password fits', async () => {
  const passwords = openPasswords({ gapMs: 0 });
  const stored = await passwords.hash('correct horse');
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await passwords.verify('correct horse', stored)).toBe(true);
  expect(await passwords.verify('correct horsf', stored)).toBe(false);
});

test('password: one letter in two spellings of Unicode → the same password', async () => {
  const passwords = openPasswords(cheap);
  expect(await passwords.verify('cafe\u0301', await passwords.hash('caf\u00e9'))).toBe(true);
});

test.each([
  '$scrypt$ln=30,r=8,p=5$c2FsdHNhbHQ$',
  `$scrypt$ln=16,r=8,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`,
  `$scrypt$ln=14,r=64,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`,
  `$scrypt$ln=14,r=8,p=99$c2FsdHNhbHQ$${'A'.repeat(43)}`,
  `$scrypt$ln=0,r=8,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`,
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
  '',
])('password: the stored hash is %s → refused', async (stored) => {
  expect(await openPasswords(cheap).verify('x', stored)).toBe(false);
});

test('password: nobody has that account → false, after as much work as for a wrong password', async () => {
  const passwords = openPasswords({ gapMs: 0 });
  const stored = await passwords.hash('correct horse');
  const time = async (hash: string | null) => {
    const begin = performance.now();
    expect(await passwords.verify('wrong', hash)).toBe(false);
    return performance.now() - begin;
  };
  const known = Math.min(await time(stored), await time(stored), await time(stored));
  const unknown = Math.min(await time(null), await time(null), await time(null));
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

test('passwords: more at once than turns → those with a turn are spread over time, the rest is refused at once with a time to wait', async () => {
  const passwords = openPasswords({ ...cheap, gapMs: 2_000, burst: 0, patienceMs: 2_500 });
  const begin = Date.now();
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => passwords.hash('x')));
  const served = results.filter(({ status }) => status === 'fulfilled');
  expect(served).toHaveLength(2);
  expect(Date.now() - begin).toBeGreaterThanOrEqual(1_950);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as object] : []));
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ code: 'THROTTLED', retryAfter: expect.any(Number) });
});
