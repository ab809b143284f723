import { expect, test } from 'vitest';
import { NO_LABELS } from '../../core/ports.ts';
import { readLabels } from './usage-labels.ts';

const read = (headers: Record<string, string>) => readLabels(new Headers(headers));

test('labels: neither SDK nor application → those of nobody', () => {
  const version = { 'flagsmith-application-version': '1.0' };
  for (const headers of [{}, { 'user-agent': 'curl/8' }, { 'user-agent': 'flagsmith-x' }, version]) {
    expect(read(headers as Record<string, string>)).toBe(NO_LABELS);
  }
});

test('labels: the same headers again → the same object', () => {
  const headers = { 'user-agent': 'Mozilla/5.0', 'flagsmith-sdk-user-agent': 'flagsmith-js-sdk/12.4.0' };

  expect(read(headers)).toEqual({ ...NO_LABELS, sdk: 'flagsmith-js-sdk/12.4.0' });
  expect(read(headers)).toBe(read({ ...headers, 'user-agent': 'Opera' }));
});

test('labels: too long → cut', () => {
  const { applicationName, applicationVersion } = read({
    'flagsmith-application-name': 'a'.repeat(5_000),
    'flagsmith-application-version': '1.0',
  });

  expect([applicationName?.length, applicationVersion]).toEqual([100, '1.0']);
});
