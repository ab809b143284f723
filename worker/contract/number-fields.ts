import type * as z from 'zod/mini';
import { describeType, field } from './field.ts';

/** Largest id on the wire: a positive int32. */
export const MAX_INT32 = 2_147_483_647;

export function integer({ min = -MAX_INT32 - 1, max = MAX_INT32 } = {}): z.ZodMiniType<number> {
  return field(
    (input) => {
      const value = typeof input === 'string' && /^\s*[-+]?\d+(\.0*)?\s*$/.test(input) ? Number(input) : input;
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'A valid integer is required.';
      if (value < min) return `Ensure this value is greater than or equal to ${min}.`;
      if (value > max) return `Ensure this value is less than or equal to ${max}.`;
      return { value };
    },
    { type: 'integer', minimum: min, maximum: max },
  );
}

/** The id of a row. One that cannot exist is complained of like one that does not. */
export function id(): z.ZodMiniType<number> {
  return field(
    (input) => {
      const value = typeof input === 'string' && /^\d{1,10}$/.test(input) ? Number(input) : input;
      if (typeof value !== 'number') return `Incorrect type. Expected pk value, received ${describeType(input)}.`;
      if (!Number.isInteger(value) || value < 1 || value > MAX_INT32) {
        return `Invalid pk "${String(input)}" - object does not exist.`;
      }
      return { value };
    },
    { type: 'integer', minimum: 1, maximum: MAX_INT32 },
  );
}

export function decimal({ min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = {}): z.ZodMiniType<number> {
  return field(
    (input) => {
      const value = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'A valid number is required.';
      if (value < min) return `Ensure this value is greater than or equal to ${min}.`;
      if (value > max) return `Ensure this value is less than or equal to ${max}.`;
      return { value };
    },
    {
      type: 'number',
      ...(min > -Number.MAX_VALUE ? { minimum: min } : {}),
      ...(max < Number.MAX_VALUE ? { maximum: max } : {}),
    },
  );
}
