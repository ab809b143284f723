import { expect, test } from 'vitest';
import { CircuitBreaker, CircuitOpen } from './circuit-breaker.ts';

const fails = () => Promise.reject(new Error('down'));
const works = () => Promise.resolve('up');

async function breakOpen(breaker: CircuitBreaker): Promise<void> {
  for (let failure = 0; failure < 3; failure += 1) await expect(breaker.run(fails)).rejects.toThrow('down');
}

test('circuit breaker: three failures in a row → the next call is not made', async () => {
  const breaker = new CircuitBreaker('it', () => 0);
  await breakOpen(breaker);
  await expect(breaker.run(works)).rejects.toThrow(CircuitOpen);
});

test('circuit breaker: failures with a success between → stays closed', async () => {
  const breaker = new CircuitBreaker('it', () => 0);
  for (let round = 0; round < 5; round += 1) {
    await expect(breaker.run(fails)).rejects.toThrow('down');
    await expect(breaker.run(works)).resolves.toBe('up');
  }
});

test('circuit breaker: after the pause → lets exactly one call through, and closes when it works', async () => {
  let now = 0;
  const breaker = new CircuitBreaker('it', () => now);
  await breakOpen(breaker);
  now = 60_000;

  const probe = breaker.run(works);
  await expect(breaker.run(works)).rejects.toThrow(CircuitOpen);

  await expect(probe).resolves.toBe('up');
  await expect(breaker.run(works)).resolves.toBe('up');
});

test('circuit breaker: opened, tried in vain, closed and opened again → says whether it is open, and counts two openings', async () => {
  let now = 0;
  const breaker = new CircuitBreaker('it', () => now);
  expect(breaker.read()).toEqual({ isOpen: false, openings: 0 });
  await breakOpen(breaker);
  now = 60_000;
  await expect(breaker.run(fails)).rejects.toThrow('down');
  expect(breaker.read()).toEqual({ isOpen: true, openings: 1 });
  now = 120_000;
  await breaker.run(works);
  expect(breaker.read()).toEqual({ isOpen: false, openings: 1 });
  await breakOpen(breaker);
  expect(breaker.read()).toEqual({ isOpen: true, openings: 2 });
});

test('circuit breaker: an error that is no failure of the dependency → does not count', async () => {
  const breaker = new CircuitBreaker('it', () => 0);
  for (let round = 0; round < 5; round += 1) {
    await expect(breaker.run(fails, () => false)).rejects.toThrow('down');
  }
  await expect(breaker.run(works)).resolves.toBe('up');
});

test('circuit breaker: a hundred calls under way fail together → the pause is still the first one', async () => {
  let now = 0;
  const breaker = new CircuitBreaker('it', () => now);
  await Promise.allSettled(Array.from({ length: 100 }, () => breaker.run(fails)));
  now = 1_000;
  await expect(breaker.run(works)).resolves.toBe('up');
});

test('circuit breaker: the call let through never ends → another is let through in time', async () => {
  let now = 0;
  const breaker = new CircuitBreaker('it', () => now);
  await breakOpen(breaker);
  now = 1_000;
  void breaker.run(() => new Promise(() => undefined));
  now = 2_000;
  await expect(breaker.run(works)).rejects.toThrow(CircuitOpen);
  now = 15_000;
  await expect(breaker.run(works)).resolves.toBe('up');
});

test('circuit breaker: an old call ends while one is let through → no second one is let through', async () => {
  let now = 0;
  const breaker = new CircuitBreaker('it', () => now);
  const old = Promise.withResolvers<string>();
  const under = breaker.run(() => old.promise);
  await breakOpen(breaker);
  now = 1_000;
  void breaker.run(() => new Promise(() => undefined));
  old.reject(new Error('down'));
  await expect(under).rejects.toThrow('down');
  await expect(breaker.run(works)).rejects.toThrow(CircuitOpen);
});

test('circuit breaker: the clock is set back an hour → calls are let through all the same', async () => {
  let now = 3_600_000;
  const breaker = new CircuitBreaker('it', () => now);
  await breakOpen(breaker);
  now = 0;
  await expect(breaker.run(works)).resolves.toBe('up');
});
