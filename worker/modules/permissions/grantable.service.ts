import type { Db } from '../../../drizzle/db.ts';
import type { Place } from '../../core/access.ts';
import { CATALOGUE, type Level } from './catalogue.ts';
import { findPlaceById } from './places.queries.ts';

/** A permission that can be granted at the level; undefined for what cannot. */
export function findGrantable(level: Level, key: string): { key: string; supports_tag: boolean } | undefined {
  return CATALOGUE[level].find((entry) => entry.key === key);
}

/** A project or environment of the organisation by its id; null for what is deleted or of elsewhere. */
export async function findPlaceWithin(
  db: Db,
  organisationId: number,
  level: 'project' | 'environment',
  id: number,
): Promise<Place | null> {
  const place = await findPlaceById(db, level, id);
  return place?.organisationId === organisationId ? place : null;
}
