import { expect, test } from 'vitest';
import { parseExposition } from '../../testing/fixtures/exposition.ts';
import { toExposition } from './exposition.ts';
import { gauge, gauges, type Family } from './family.ts';

test('exposition: awkward labels, help and numbers → read back as they were', () => {
  const families: Family[] = [
    gauge('halyard_one', 'Back\\slash and\nnew line.', 1e21),
    gauges('halyard_two', 'Two.', [
      { labels: { a: 'quo"te', b: 'back\\slash' }, value: -0.5 },
      { labels: { a: 'new\nline', b: '' }, value: Number.POSITIVE_INFINITY },
    ]),
    { name: 'halyard_three_total', help: 'Three.', type: 'counter', samples: [{ labels: {}, value: 3 }] },
  ];

  const parsed = parseExposition(toExposition(families));

  expect([...parsed.keys()]).toEqual(['halyard_one', 'halyard_two', 'halyard_three_total']);
  expect(parsed.get('halyard_one')).toEqual({
    type: 'gauge',
    help: 'Back\\\\slash and\\nnew line.',
    samples: [{ labels: {}, value: 1e21 }],
  });
  expect(parsed.get('halyard_two')?.samples).toEqual(families[1]?.samples);
  expect(parsed.get('halyard_three_total')?.type).toBe('counter');
});

test('exposition: a family without samples → is left out', () => {
  expect(toExposition([gauge('halyard_none', 'Nothing.', null)])).toBe('');
});
