import { randomUUID } from 'node:crypto';
import { ID_FIELDS } from './requests.ts';
import type { World } from './world.ts';

type Schema = Record<string, unknown>;

/** Where in a body an id stands: the names on the way to it, with `0` for the first item of a list. */
export type Place = (string | number)[];

/** A body that fits the schema, its ids those of the world; `only` names the fields to fill beside the required ones. */
export function sampleBody(schema: Schema, world: World): unknown {
  return sample(schema, '', world);
}

/** The places of a sample that hold ids of rows, with what they name. */
export function findIds(value: unknown, place: Place = []): { place: Place; kind: string }[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => findIds(item, [...place, index]));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => findIds(inner, [...place, name]));
  }
  const name = place.findLast((part) => typeof part === 'string');
  const kind = typeof name === 'string' ? ID_FIELDS[name] : undefined;
  return kind === undefined || typeof value !== 'number' ? [] : [{ place, kind }];
}

/** A copy of the value with something else at the place. */
export function replaceAt(value: unknown, place: Place, replacement: unknown): unknown {
  const [part, ...rest] = place;
  if (part === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === part ? replaceAt(item, rest, replacement) : item));
  }
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === part ? replaceAt(inner, rest, replacement) : inner]),
  );
}

function sample(schema: Schema, name: string, world: World): unknown {
  const branches = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (branches !== undefined) return sample(branches[0] ?? {}, name, world);
  const choices = schema['enum'] as unknown[] | undefined;
  if (choices !== undefined) return choices[0];
  if ('const' in schema) return schema['const'];
  switch (schema['type']) {
    case 'object':
      return Object.fromEntries(
        Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}).map(([field, type]) => [
          field,
          sample(type, field, world),
        ]),
      );
    case 'array':
      return [sample((schema['items'] as Schema | undefined) ?? {}, name, world)];
    case 'integer':
    case 'number':
      return sampleNumber(schema, name, world);
    case 'boolean':
      return true;
    case 'string':
      return sampleText(schema);
    default:
      return null;
  }
}

function sampleNumber(schema: Schema, name: string, world: World): number {
  const kind = ID_FIELDS[name];
  if (kind !== undefined && schema['maximum'] === 2_147_483_647) return Number(world.ids[kind] ?? 1);
  return Math.min(Number(schema['maximum'] ?? 1), Math.max(Number(schema['minimum'] ?? 1), 1));
}

function sampleText(schema: Schema): string {
  if (schema['format'] === 'email') return `${randomUUID()}@example.com`;
  if (schema['format'] === 'uri') return 'https://example.com/hook';
  if (schema['format'] === 'uuid') return randomUUID();
  if (schema['format'] === 'date-time') return '2030-01-01T00:00:00Z';
  return randomUUID().slice(0, Math.min(36, Number(schema['maxLength'] ?? 36)));
}
