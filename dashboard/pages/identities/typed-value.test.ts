import { expect, test } from 'vitest';
import { findFault, readFlagValue, showFlagValue, toTraitBody } from './typed-value.ts';

test.each([
  ['int', '12', { value_type: 'int', integer_value: 12 }],
  ['float', ' 1.5 ', { value_type: 'float', float_value: 1.5 }],
  ['bool', 'TRUE', { value_type: 'bool', boolean_value: true }],
  ['unicode', ' a ', { value_type: 'unicode', string_value: ' a ' }],
] as const)('a trait of type %s written as %s → what is sent', (type, text, body) => {
  expect(findFault({ type, text })).toBeNull();
  expect(toTraitBody({ type, text })).toEqual(body);
});

test.each([
  ['int', '1.5'],
  ['int', ''],
  ['float', 'x'],
  ['float', ''],
  ['bool', 'yes'],
] as const)('a trait of type %s written as "%s" → a fault', (type, text) => {
  expect(findFault({ type, text })).not.toBeNull();
});

test.each([null, '', 'hello', 12, true, '12', 'true', '"quoted"', ' blank ', -7, '007'])(
  'the value %j of a flag → shown and read back as the same',
  (value) => {
    const back = readFlagValue(showFlagValue(value));
    expect(back).toEqual(value);
  },
);
