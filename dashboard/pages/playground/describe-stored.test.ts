import { expect, test } from 'vitest';
import { describeStored } from './describe-stored.ts';

const environments = ['Development', 'Staging', 'Production'].map((name) => ({ api_key: name, name }));
const describe = (known: Record<string, Record<string, string | number>>) =>
  describeStored({ find: (key) => known[key] }, environments, { identifier: 'ada', traits: '' });

test('stored: nowhere, or nothing → no line', () => {
  expect(describe({})).toEqual([]);
  expect(describe({ Staging: {} })).toEqual([]);
});

test('stored: alike in two environments, otherwise in one → two lines', () => {
  const plan = { plan: 'pro', orders: 3 };
  expect(describe({ Development: plan, Staging: { plan: 'free' }, Production: plan })).toEqual([
    'Known in Development, Production, and used unless typed above: plan: pro, orders: 3',
    'Known in Staging, and used unless typed above: plan: free',
  ]);
});
