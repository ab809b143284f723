import { expect, test } from 'vitest';
import { Observations } from './observations.ts';

const seen = (status: string, ms: number, kind = 'flags') => ({ kind, status, ms });

function rowsOf(observations: Observations) {
  return observations
    .rows()
    .map(({ phase, kind, requests, errors, max, rate }) => [phase, kind, requests, errors, max, rate]);
}

test('observations: calls within phases → figures of each phase and kind, rates of the first one', () => {
  const observations = new Observations();
  observations.begin('normal', true, 0);
  observations.note(100, seen('200', 5));
  observations.note(200, seen('200', 7));
  observations.note(300, seen('200', 9, 'document'));
  observations.begin('broken', false, 1_000);
  observations.note(1_100, seen('503', 20));
  observations.note(1_200, seen('503', 30));
  observations.note(1_300, seen('error', 10));
  observations.end(1_500);

  expect(rowsOf(observations)).toEqual([
    ['normal', 'flags', 2, '', 7, 1],
    ['normal', 'document', 1, '', 9, 1],
    ['broken', 'flags', 3, '503: 2, error: 1', 30, 3],
    ['broken', 'document', 0, '', Number.NaN, 0],
  ]);
});

test('observations: a call over the beginning or the end of a fault → belongs to the fault; one outside of all → to none', () => {
  const observations = new Observations();
  observations.begin('normal', true, 1_000);
  observations.begin('broken', false, 2_000);
  observations.begin('back', true, 3_000);
  observations.end(4_000);
  observations.note(500, seen('200', 100));
  observations.note(1_500, seen('200', 100));
  observations.note(1_990, seen('error', 100));
  observations.note(2_990, seen('503', 100));
  observations.note(3_990, seen('200', 100));
  observations.note(4_001, seen('200', 100));

  expect(rowsOf(observations)).toEqual([
    ['normal', 'flags', 1, '', 100, 1],
    ['broken', 'flags', 2, 'error: 1, 503: 1', 100, 2],
    ['back', 'flags', 1, '', 100, 1],
  ]);
});
