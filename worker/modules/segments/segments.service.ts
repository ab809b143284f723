import type { Db } from '../../../drizzle/db.ts';
import type { Segment, SegmentInput, SegmentPatch } from '../../contract/segments.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, invalid, notFound } from '../../core/errors.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import { listMetadata, replaceMetadata } from '../metadata/metadata-values.service.ts';
import { listProjectEnvironmentIds, lockProjectFor } from '../projects/project-lock.service.ts';
import { deleteRules, insertRules, selectRules } from './segment-rules.queries.ts';
import { readRules, type Rule, type RuleLimits } from './segment-rules.ts';
import { toPlainRules, toSegment, toSegmentRules } from './segments.mappers.ts';
import {
  countSegments,
  deleteSegment,
  findSegment,
  insertSegment,
  isFeatureOfProject,
  listSegments,
  lockSegment,
  updateSegment,
  type SegmentFilter,
  type SegmentRow,
  type SegmentValues,
} from './segments.queries.ts';

export async function showSegments(
  { database }: Context,
  { projectId }: Scope,
  filter: SegmentFilter,
  window: { limit: number; offset: number },
) {
  const [count, rows] = await Promise.all([
    countSegments(database.db, projectId ?? 0, filter),
    listSegments(database.db, projectId ?? 0, filter, window),
  ]);
  return { count, items: await showAll(database.db, rows) };
}

export async function getSegment({ database }: Context, { projectId }: Scope, id: number): Promise<Segment> {
  const row = await findSegment(database.db, projectId ?? 0, id);
  if (row === null) throw notFound();
  return showOne(database.db, row);
}

export async function createSegment(context: Context, scope: Scope, input: SegmentInput): Promise<Segment> {
  const rules = readRules(input.rules, limitsOf(context));
  const values = { name: input.name, description: input.description ?? null, featureId: input.feature ?? null };
  return transact(context, async (write) => {
    const row = await addSegment(write, scope, values, rules);
    await replaceMetadata(write, ownerOf(scope), 'segment', row.id, input.metadata ?? null, true);
    recordAudit(write, {
      ...describe(scope, row),
      log: `Segment created: ${row.name}`,
      change: 'CREATE',
      after: { name: row.name },
    });
    return showOne(write.db, row);
  });
}

/** What the segment was before stays as a revision of it. */
export async function changeSegment(context: Context, scope: Scope, id: number, input: SegmentPatch): Promise<Segment> {
  const rules = input.rules === undefined ? null : readRules(input.rules, limitsOf(context));
  return transact(context, async (write) => {
    const before = await lockEditable(write, scope, id);
    if (input.feature != null) await checkFeature(write, scope, input.feature);
    const shownBefore = await showOne(write.db, before);
    await replaceMetadata(write, ownerOf(scope), 'segment', id, input.metadata ?? null);
    const values: SegmentValues = Object.fromEntries(
      Object.entries({ name: input.name, description: input.description, featureId: input.feature }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const oldRules = toPlainRules(shownBefore.rules);
    const newRules = rules ?? oldRules;
    const isSame = JSON.stringify(newRules) === JSON.stringify(oldRules);
    const changes = findChanges(
      {
        name: before.name,
        description: before.description,
        feature: before.featureId,
        rules: oldRules,
        metadata: plainMetadata(shownBefore),
      },
      {
        name: values.name ?? before.name,
        description: values.description === undefined ? before.description : values.description,
        feature: values.featureId === undefined ? before.featureId : values.featureId,
        rules: newRules,
        metadata: plainMetadata(await showOne(write.db, before)),
      },
    );
    if (changes === null) return shownBefore;
    await keepRevision(write, before, oldRules);
    if (!isSame) {
      await deleteRules(write.db, id);
      await insertRules(write.db, id, newRules);
    }
    const row = await updateSegment(write.db, before.projectId, id, {
      ...values,
      version: before.version + 1,
      updatedAt: context.now(),
    });
    recordAudit(write, { ...describe(scope, row), log: `Segment updated: ${row.name}`, change: 'UPDATE', ...changes });
    await touchAll(write, scope);
    return showOne(write.db, row);
  });
}

export async function removeSegment(context: Context, scope: Scope, id: number): Promise<void> {
  await transact(context, async (write) => {
    const row = await lockEditable(write, scope, id);
    await deleteSegment(write.db, row.projectId, id, context.now());
    recordAudit(write, {
      ...describe(scope, row),
      log: `Segment deleted: ${row.name}`,
      change: 'DELETE',
      before: { name: row.name },
    });
    await touchAll(write, scope);
  });
}

export async function cloneSegment(context: Context, scope: Scope, id: number, name: string): Promise<Segment> {
  return transact(context, async (write) => {
    const source = await lockEditable(write, scope, id);
    const shown = await showOne(write.db, source);
    const values = { name, description: source.description, featureId: source.featureId };
    const row = await addSegment(write, scope, values, toPlainRules(shown.rules));
    await replaceMetadata(write, ownerOf(scope), 'segment', row.id, shown.metadata, true);
    recordAudit(write, {
      ...describe(scope, row),
      log: `Segment created: ${row.name}, a copy of ${source.name}`,
      change: 'CREATE',
      after: { name: row.name },
    });
    return showOne(write.db, row);
  });
}

/** The project is locked, so that no two requests pass its limit together. */
async function addSegment(
  write: Write,
  scope: Scope,
  values: { name: string; description: string | null; featureId: number | null },
  rules: Rule[],
): Promise<SegmentRow> {
  const projectId = scope.projectId ?? 0;
  const project = await lockProjectFor(write, projectId);
  const held = await countSegments(write.db, projectId, { withFeatureSpecific: true });
  if (held >= project.maxSegmentsAllowed) {
    throw invalid({
      project: [`The project has reached the maximum allowed number of segments: ${project.maxSegmentsAllowed}.`],
    });
  }
  if (values.featureId !== null) await checkFeature(write, scope, values.featureId);
  const row = await insertSegment(write.db, { ...values, projectId });
  await insertRules(write.db, row.id, rules);
  await touchAll(write, scope);
  return row;
}

async function keepRevision({ db }: Write, row: SegmentRow, rules: Rule[]): Promise<void> {
  const { projectId, featureId, name, description, version, createdAt, updatedAt } = row;
  const revision = await insertSegment(db, {
    projectId,
    featureId,
    name,
    description,
    version,
    createdAt,
    updatedAt,
    versionOfId: row.id,
  });
  await insertRules(db, revision.id, rules);
}

async function lockEditable({ db }: Write, { projectId }: Scope, id: number): Promise<SegmentRow> {
  const row = await lockSegment(db, projectId ?? 0, id);
  if (row === null) throw notFound();
  if (row.managedBy !== '') throw forbidden(`This segment is managed by a ${row.managedBy} and cannot be edited.`);
  return row;
}

async function checkFeature({ db }: Write, { projectId }: Scope, featureId: number): Promise<void> {
  if (await isFeatureOfProject(db, projectId ?? 0, featureId)) return;
  throw invalid({ feature: [`Invalid pk "${featureId}" - object does not exist.`] });
}

async function touchAll(write: Write, { projectId }: Scope): Promise<void> {
  for (const id of await listProjectEnvironmentIds(write, projectId ?? 0)) touchEnvironment(write, id, 'segment');
}

async function showOne(db: Db, row: SegmentRow): Promise<Segment> {
  const [shown] = await showAll(db, [row]);
  if (shown === undefined) throw notFound();
  return shown;
}

async function showAll(db: Db, rows: SegmentRow[]): Promise<Segment[]> {
  const ids = rows.map(({ id }) => id);
  const [stored, metadata] = await Promise.all([selectRules(db, ids), listMetadata(db, 'segment', ids)]);
  const rules = toSegmentRules(stored.rules, stored.conditions);
  return rows.map((row) => toSegment(row, rules.get(row.id) ?? [], metadata.get(row.id) ?? []));
}

function limitsOf({ setting }: Context): RuleLimits {
  return {
    conditions: Number(setting('SEGMENT_RULES_CONDITIONS_LIMIT') ?? 100),
    valueLength: Math.min(2_000_000, Number(setting('SEGMENT_CONDITION_VALUE_LIMIT') ?? 1000)),
  };
}

function plainMetadata({ metadata }: Segment) {
  return metadata.map(({ model_field, field_value }) => ({ model_field, field_value }));
}

const ownerOf = ({ organisationId, projectId }: Scope) => ({ organisationId, projectId: projectId ?? 0 });

function describe({ organisationId, projectId }: Scope, row: SegmentRow) {
  return { organisationId, projectId, type: 'SEGMENT' as const, objectId: row.id, objectUuid: row.uuid };
}
