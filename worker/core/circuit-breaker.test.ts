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

test('circuit breaker: an error that is no failure of the dependency → does not count', async () => {
  const breaker = new CircuitBreaker('it', () => 0);
  for (let round = 0; round < 5; round += 1) {
    await expect(breaker.run(fails, () => false)).rejects.toThrow('down');
  }
  await expect(breaker.run(works)).resolves.toBe('up');
});
