import type { Tag, TagInput, TagPatch } from '../../contract/tags.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import {
  countTags,
  deleteTag,
  findTag,
  findTagByUuid,
  insertTag,
  listTags,
  lockTag,
  updateTag,
  type TagRow,
} from './tags.queries.ts';

export async function showTags({ database }: Context, scope: Scope, window: { limit: number; offset: number }) {
  const projectId = scope.projectId ?? 0;
  const [count, rows] = await Promise.all([
    countTags(database.db, projectId),
    listTags(database.db, projectId, window),
  ]);
  return { count, items: rows.map(toTag) };
}

export async function getTag({ database }: Context, scope: Scope, id: number): Promise<Tag> {
  const row = await findTag(database.db, scope.projectId ?? 0, id);
  if (row === null) throw notFound();
  return toTag(row);
}

export async function getTagByUuid({ database }: Context, scope: Scope, uuid: string): Promise<Tag> {
  const isUuid = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(uuid);
  const row = isUuid ? await findTagByUuid(database.db, scope.projectId ?? 0, uuid) : null;
  if (row === null) throw notFound();
  return toTag(row);
}

export async function createTag(context: Context, scope: Scope, input: TagInput): Promise<Tag> {
  return transact(context, async (write) => {
    const row = await insertTag(write.db, scope.projectId ?? 0, { ...toValues(input), label: input.label });
    recordAudit(write, {
      ...describe(scope, row),
      log: `Tag created: ${row.label}`,
      change: 'CREATE',
      after: { label: row.label },
    });
    return toTag(row);
  });
}

/** compat: what the system itself tags cannot be changed by hand. */
export async function changeTag(context: Context, scope: Scope, id: number, input: TagPatch): Promise<Tag> {
  const projectId = scope.projectId ?? 0;
  return transact(context, async (write) => {
    const before = await lockTag(write.db, projectId, id);
    if (before === null) throw notFound();
    if (before.isSystemTag) throw invalid('Cannot update a system tag.');
    const values = toValues(input);
    const row = Object.keys(values).length === 0 ? before : await updateTag(write.db, projectId, id, values);
    const changes = findChanges(toTag(before), toTag(row));
    if (changes !== null) {
      recordAudit(write, { ...describe(scope, row), log: `Tag updated: ${row.label}`, change: 'UPDATE', ...changes });
    }
    return toTag(row);
  });
}

export async function removeTag(context: Context, scope: Scope, id: number): Promise<void> {
  const projectId = scope.projectId ?? 0;
  await transact(context, async (write) => {
    const row = await lockTag(write.db, projectId, id);
    if (row === null) throw notFound();
    if (row.isSystemTag) throw invalid('Cannot delete a system tag.');
    await deleteTag(write.db, projectId, id);
    recordAudit(write, {
      ...describe(scope, row),
      log: `Tag deleted: ${row.label}`,
      change: 'DELETE',
      before: { label: row.label },
    });
  });
}

function toTag(row: TagRow): Tag {
  return {
    id: row.id,
    label: row.label,
    color: row.color,
    description: row.description,
    project: row.projectId,
    uuid: row.uuid,
    is_permanent: row.isPermanent,
    is_system_tag: row.isSystemTag,
    type: row.type,
  };
}

function toValues(input: TagPatch) {
  const values = {
    label: input.label,
    color: input.color,
    description: input.description,
    isPermanent: input.is_permanent,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function describe({ organisationId, projectId }: Scope, row: TagRow) {
  return { organisationId, projectId, type: 'TAG' as const, objectId: row.id, objectUuid: row.uuid };
}
