import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { compileContext, toContext } from '../../engine/index.ts';
import { loadEnvironmentSnapshot } from '../environments/environment-snapshot.service.ts';
import { findIdentityOfProject, listSegmentUses, type SegmentUse } from './segment-uses.queries.ts';
import { findSegment } from './segments.queries.ts';

export async function showSegmentUses(
  { database }: Context,
  { projectId }: Scope,
  id: number,
  environmentId: number | null,
): Promise<SegmentUse[]> {
  const row = await findSegment(database.db, projectId ?? 0, id);
  if (row === null) throw notFound();
  return listSegmentUses(database.db, row.projectId, id, environmentId);
}

/** Ids of the segments that an identity of the project is in, judged by the engine as SDKs are answered; none for an unknown one. */
export async function findSegmentsOfIdentity(
  { database }: Context,
  { projectId }: Scope,
  identityId: number,
): Promise<number[]> {
  const identity = await findIdentityOfProject(database.db, projectId ?? 0, identityId);
  if (identity === null) return [];
  const { snapshot } = await loadEnvironmentSnapshot(database, identity.environmentId);
  if (snapshot === null) return [];
  const { document } = snapshot;
  const result = compileContext(withSegmentIds(toContext(document))).evaluate({
    identifier: identity.identifier,
    traits: new Map(Object.entries(identity.traits)),
    ...(document.use_identity_composite_key_for_hashing ? {} : { key: String(identityId) }),
  });
  return result.segments.flatMap(({ metadata }) => (typeof metadata?.['id'] === 'number' ? [metadata['id']] : []));
}

/** The engine names a segment it has matched by what the context says of it. */
function withSegmentIds(context: ReturnType<typeof toContext>): ReturnType<typeof toContext> {
  const segments = Object.entries(context.segments ?? {});
  return {
    ...context,
    segments: Object.fromEntries(
      segments.map(([key, segment]) => [key, { ...segment, metadata: { id: Number(key) } }]),
    ),
  };
}
