import type { ExportedTag } from '../../contract/organisation-export.ts';
import { insertRows, takeIds } from './bulk-rows.queries.ts';
import { listTags } from './existing.queries.ts';
import { count, type Writing } from './writing.service.ts';

/** A label that the project has is that tag. */
export async function writeTags(writing: Writing, tags: readonly ExportedTag[]): Promise<void> {
  const { write, place, ids } = writing;
  const known = new Map((await listTags(write.db, place.projectId)).map(({ id, label }) => [label, id]));
  const added = tags.filter(({ label }) => !known.has(label));
  const newIds = await takeIds(write.db, 'tags', added.length);
  const rows = added.map((tag, index) => ({
    id: newIds[index] ?? 0,
    project_id: place.projectId,
    label: tag.label,
    color: tag.color ?? '#6837FC',
    description: tag.description ?? null,
    is_permanent: tag.is_permanent ?? false,
  }));
  await insertRows(write.db, 'tags', rows);
  for (const tag of tags) ids.tags.set(tag.id, known.get(tag.label) ?? newIds[added.indexOf(tag)] ?? 0);
  count(writing, 'tags', added.length);
}
