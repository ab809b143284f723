import type { Write } from '../audit/transact.service.ts';
import { IdMap, type Counts, type Issues } from './contents.ts';

/** An import that is under way, in its transaction. */
export type Writing = {
  write: Write;
  place: { organisationId: number; projectId: number; preventFlagDefaults: boolean };
  /** Of the database, as text. */
  now: string;
  issues: Issues;
  counts: Counts;
  /** Custom fields by the document's id and the kind of entity. */
  modelFields: Map<string, number>;
  ids: Record<'tags' | 'features' | 'options' | 'segments' | 'environments', IdMap>;
  /** Tells how far it is, before each step. */
  step: (name: string) => Promise<void>;
};

export function newIds(): Writing['ids'] {
  return {
    tags: new IdMap('the tag'),
    features: new IdMap('the feature'),
    options: new IdMap('the option'),
    segments: new IdMap('the segment'),
    environments: new IdMap('the environment'),
  };
}

export function count({ counts }: Writing, kind: string, more: number): void {
  if (more > 0) counts[kind] = (counts[kind] ?? 0) + more;
}
