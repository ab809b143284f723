import { expect, test } from 'vitest';
import { listCallers } from './callers.ts';

const row = (day: string, flags: number, labels: [string | null, string | null, string | null] | null) => ({
  day,
  flags,
  identities: 1,
  traits: 0,
  environment_document: 0,
  labels:
    labels === null
      ? null
      : { client_application_name: labels[0], client_application_version: labels[1], user_agent: labels[2] },
});

test('callers: rows of several days → one line for each SDK and version, the busiest first, with its last day', () => {
  const web = ['web', '2', 'js'] as [string, string, string];
  const rows = [
    row('2030-01-02', 3, web),
    row('2030-01-01', 4, web),
    row('2030-01-01', 90, [null, null, 'flagsmith-python-sdk/3']),
    row('2030-01-03', -1, null),
  ];

  expect(listCallers(rows)).toEqual([
    { name: 'flagsmith-python-sdk/3', version: '', requests: 91, lastDay: '2030-01-01' },
    { name: 'web', version: '2', requests: 9, lastDay: '2030-01-02' },
  ]);
});

test('callers: nothing said → a name all the same', () => {
  expect(listCallers([row('2030-01-01', 1, null)])[0]?.name).toBe('Says nothing of itself');
});
