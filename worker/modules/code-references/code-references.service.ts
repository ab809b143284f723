import type { CodeReferences } from '../../contract/project-lists.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { listCodeReferences } from './code-references.queries.ts';

export async function showCodeReferences(
  { database }: Context,
  { projectId }: Scope,
  featureId: number,
): Promise<CodeReferences[]> {
  const references = await listCodeReferences(database.db, projectId ?? 0, featureId);
  if (references === null) throw notFound();
  return references;
}
