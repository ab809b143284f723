import { expect, test } from 'vitest';
import { findFieldFaults, listFields, toMetadata, type CustomField } from './custom-fields.ts';

const PROJECT = { id: 7, organisation: 3 };
const stored = (id: number, required: { content_type: number; object_id: number }[], contentType = 1) => ({
  id,
  name: `field ${id}`,
  type: 'str',
  description: null,
  organisation: 3,
  project: null,
  model_fields: [{ id: id * 10, content_type: contentType, is_required_for: required }],
});
const field = (type: CustomField['type'], isRequired = false): CustomField => ({
  id: 1,
  name: 'ticket',
  type,
  description: null,
  isRequired,
});

test('fields: those of the entity; required by the organisation or this project → first, by another project → not required', () => {
  const all = [
    stored(1, [{ content_type: 5, object_id: 8 }]),
    stored(2, [{ content_type: 4, object_id: 3 }]),
    stored(3, [{ content_type: 5, object_id: 7 }]),
    stored(4, [], 2),
  ];
  expect(listFields(all, PROJECT, 'feature').map(({ id, isRequired }) => [id, isRequired])).toEqual([
    [20, true],
    [30, true],
    [10, false],
  ]);
});

test.each([
  ['int', '12', true],
  ['int', '1.5', false],
  ['url', 'https://example.com/a', true],
  ['url', 'example.com', false],
  ['str', 'x'.repeat(2_001), false],
  ['str', '', true],
] as const)('faults: a %s that is %j → fine: %s', (type, text, isFine) => {
  expect(Object.keys(findFieldFaults([field(type)], { 1: text })).length === 0).toBe(isFine);
});

test('faults: required and blank → said with its name', () => {
  expect(findFieldFaults([field('str', true)], { 1: '  ' })).toEqual({ 1: 'ticket must be filled here.' });
});

test('metadata: what is blank → not said; numbers without the blanks around them', () => {
  expect(toMetadata([field('int'), { ...field('str'), id: 2 }], { 1: ' 4 ', 2: ' ' })).toEqual([
    { model_field: 1, field_value: '4' },
  ]);
});
