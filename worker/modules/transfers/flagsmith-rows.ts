import type { FlagsmithRow } from '../../contract/flagsmith-export.ts';

export type Kind =
  | 'organisation'
  | 'project'
  | 'environment'
  | 'environmentapikey'
  | 'tag'
  | 'segment'
  | 'segmentrule'
  | 'condition'
  | 'feature'
  | 'multivariatefeatureoption'
  | 'featuresegment'
  | 'featurestate'
  | 'featurestatevalue'
  | 'multivariatefeaturestatevalue'
  | 'environmentfeatureversion'
  | 'identity'
  | 'trait';

/** A row that can be found by what other rows call it. */
export class Row {
  readonly id: number;
  /** Whether the id is the one it had on the server that wrote it. */
  readonly isOwnId: boolean;
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(id: number, isOwnId: boolean, fields: Record<string, unknown>) {
    this.id = id;
    this.isOwnId = isOwnId;
    this.#fields = new Map(Object.entries(fields));
  }

  get(field: string): unknown {
    return this.#fields.get(field) ?? undefined;
  }

  text(field: string): string | undefined {
    const value = this.get(field);
    return typeof value === 'string' ? value : undefined;
  }

  number(field: string): number | undefined {
    const value = this.get(field);
    return typeof value === 'number' ? value : undefined;
  }

  flag(field: string): boolean | undefined {
    const value = this.get(field);
    return typeof value === 'boolean' ? value : undefined;
  }

  list(field: string): unknown[] {
    const value = this.get(field);
    return Array.isArray(value) ? value : [];
  }
}

/** The rows of an export by kind, found by primary or by natural key. Deleted ones are not there. */
export class FlagsmithRows {
  readonly #rows = new Map<string, Row[]>();
  readonly #byKey = new Map<string, Row>();

  constructor(rows: readonly FlagsmithRow[]) {
    const counters = new Map<string, number>();
    for (const { model, pk, fields } of rows) {
      const kind = model.split('.').at(-1) ?? '';
      const next = (counters.get(kind) ?? 0) + 1;
      counters.set(kind, next);
      const isOwnId = typeof pk === 'number' && Number.isInteger(pk) && pk > 0;
      const row = new Row(isOwnId ? pk : next, isOwnId, fields);
      if (row.get('deleted_at') !== undefined) continue;
      const list = this.#rows.get(kind) ?? [];
      list.push(row);
      this.#rows.set(kind, list);
      for (const key of keysOf(kind, row, pk)) this.#byKey.set(`${kind}:${key}`, row);
    }
  }

  list(kind: Kind): readonly Row[] {
    return this.#rows.get(kind) ?? [];
  }

  /** The row that a field refers to. */
  find(kind: Kind, reference: unknown): Row | undefined {
    return reference == null ? undefined : this.#byKey.get(`${kind}:${toKey(reference)}`);
  }

  /** The rows of a kind by the row that their field refers to. */
  group(kind: Kind, field: string, owner: Kind): Map<Row, Row[]> {
    const groups = new Map<Row, Row[]>();
    for (const row of this.list(kind)) {
      const of = this.find(owner, row.get(field));
      if (of === undefined) continue;
      const list = groups.get(of) ?? [];
      list.push(row);
      groups.set(of, list);
    }
    return groups;
  }

  countByModel(except: ReadonlySet<string>): [kind: string, count: number][] {
    return [...this.#rows].filter(([kind]) => !except.has(kind)).map(([kind, rows]) => [kind, rows.length]);
  }
}

/** compat: the natural key is the UUID; an environment's is its client-side key, an identity's its identifier with that key. */
function keysOf(kind: string, row: Row, pk: unknown): string[] {
  const keys = pk == null ? [] : [toKey(pk), toKey([pk])];
  const uuid = row.text('uuid');
  if (uuid !== undefined) keys.push(toKey([uuid]), toKey(uuid));
  const apiKey = kind === 'environment' ? row.text('api_key') : undefined;
  if (apiKey !== undefined) keys.push(toKey([apiKey]));
  if (kind === 'identity') keys.push(toKey([row.get('identifier'), ...[row.get('environment')].flat()]));
  return keys;
}

const toKey = (reference: unknown) => JSON.stringify(reference);
