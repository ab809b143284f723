import { expect, test } from 'vitest';
import { ANYTHING, readEvent } from './event-stream.ts';

test('event: names of flags → read', () => {
  expect(readEvent('{"updated_at":1,"version":7,"features":["a"],"identity_features":["b"]}')).toEqual({
    features: ['a'],
    identityFeatures: ['b'],
  });
});

test.each(['', 'null', '{"features":"a","identity_features":[]}', '{"features":[1],"identity_features":[]}'])(
  'event: %j → may be anything',
  (data) => {
    expect(readEvent(data)).toBe(ANYTHING);
  },
);
