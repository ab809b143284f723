import { expect, test } from 'vitest';
import { gauges, type Family } from './family.ts';
import { readHeaders, toOtlp } from './otlp.ts';

const FAMILIES: Family[] = [
  gauges('halyard_age_seconds', 'Age.', [{ labels: { environment: '7' }, value: 1.5 }]),
  { name: 'halyard_calls_total', help: 'Calls.', type: 'counter', samples: [{ labels: {}, value: 12 }] },
  gauges('halyard_nothing', 'Nothing.', []),
];

test('otlp: gauges and counters → gauges and cumulative monotonic sums, times as strings of nanoseconds', () => {
  const body = toOtlp(FAMILIES, { 'service.name': 'flags' }, '1.2.3', {
    now: 1_800_000_000_123,
    countedSince: 1_700_000_000_000,
  });

  expect(body).toEqual({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'flags' } }] },
        scopeMetrics: [
          {
            scope: { name: 'halyard', version: '1.2.3' },
            metrics: [
              {
                name: 'halyard_age_seconds',
                description: 'Age.',
                unit: 's',
                gauge: {
                  dataPoints: [
                    {
                      attributes: [{ key: 'environment', value: { stringValue: '7' } }],
                      timeUnixNano: '1800000000123000000',
                      asDouble: 1.5,
                    },
                  ],
                },
              },
              {
                name: 'halyard_calls_total',
                description: 'Calls.',
                unit: '1',
                sum: {
                  aggregationTemporality: 2,
                  isMonotonic: true,
                  dataPoints: [
                    {
                      attributes: [],
                      startTimeUnixNano: '1700000000000000000',
                      timeUnixNano: '1800000000123000000',
                      asDouble: 12,
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

test('otlp headers: encoded values, blanks and what is no header → those that can be sent', () => {
  expect(
    readHeaders('Authorization=Bearer%20a%3Db, x-tenant = 7 ,no-value,=nameless,bad name=1,x-line=a%0Ab,x-odd=%E0'),
  ).toEqual({
    authorization: 'Bearer a=b',
    'x-tenant': '7',
    'x-odd': '%E0',
  });
  expect(readHeaders('')).toEqual({});
});
