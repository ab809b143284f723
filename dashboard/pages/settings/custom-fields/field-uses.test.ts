import { expect, test } from 'vitest';
import { NO_USES, planUses, readUses } from './field-uses.ts';

const ORGANISATION = { organisation: 3, project: null };
const PROJECT = { organisation: 3, project: 7 };
const use = (id: number, contentType: number, required: [number, number][]) => ({
  id,
  content_type: contentType,
  is_required_for: required.map(([content_type, object_id]) => ({ content_type, object_id })),
});

test('uses: by who demands it', () => {
  const field = { model_fields: [use(1, 1, [[4, 3]]), use(2, 2, [[5, 7]]), use(3, 3, [])] };
  expect(readUses(field, ORGANISATION)).toEqual({ feature: 'required', segment: 'some', environment: 'optional' });
  expect(readUses(field, PROJECT)).toEqual({ feature: 'some', segment: 'required', environment: 'optional' });
});

test('plan: nothing changes → no step, and what some projects demand stays', () => {
  const field = { model_fields: [use(2, 2, [[5, 7]])] };
  expect(planUses(field, { ...NO_USES, segment: 'some' }, ORGANISATION)).toEqual([]);
});

test('plan: added, required, no longer required, taken away → one step each', () => {
  expect(planUses(null, { ...NO_USES, feature: 'required' }, PROJECT)).toEqual([
    { do: 'add', contentType: 1, required: [{ content_type: 5, object_id: 7 }] },
  ]);
  const field = { model_fields: [use(1, 1, [[4, 3]]), use(2, 2, []), use(3, 3, [])] };
  expect(planUses(field, { feature: 'optional', segment: 'required', environment: 'none' }, ORGANISATION)).toEqual([
    { do: 'change', id: 1, required: [] },
    { do: 'change', id: 2, required: [{ content_type: 4, object_id: 3 }] },
    { do: 'remove', id: 3 },
  ]);
});
