import type { EnvironmentInput, EnvironmentPatch } from '../../contract/environments.ts';
import type { Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { inferFeatureValue } from '../../core/feature-value.ts';
import { randomKey } from '../../core/random-key.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import { listMetadata, replaceMetadata } from '../metadata/metadata-values.service.ts';
import { findProjectSettings, lockProjectFor } from '../projects/project-lock.service.ts';
import { copyLiveStates, copySeeds, insertInitialStates, selectFeatureDefaults } from './initial-states.queries.ts';
import { toClonedValues, toEnvironment, toEnvironmentValues } from './managed-environments.mappers.ts';
import {
  countSegmentOverrides,
  findEnvironment,
  insertEnvironment,
  insertEnvironmentAdmin,
  listVisibleEnvironments,
  lockEnvironment,
  updateEnvironment,
  type EnvironmentRow,
} from './managed-environments.queries.ts';

export async function listEnvironments(context: Context, projectId: number) {
  if (context.actor === null) return [];
  const rows = await listVisibleEnvironments(context.database.db, projectId, context.actor);
  const metadata = await listMetadata(
    context.database.db,
    'environment',
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toEnvironment(row, metadata.get(row.id) ?? []));
}

export async function getEnvironment({ database }: Context, environmentId: number) {
  const [row, metadata, overrides] = await Promise.all([
    findEnvironment(database.db, environmentId),
    listMetadata(database.db, 'environment', [environmentId]),
    countSegmentOverrides(database.db, environmentId),
  ]);
  if (row === null) throw notFound();
  return { ...toEnvironment(row, metadata.get(row.id) ?? []), total_segment_overrides: overrides };
}

/** A new environment has a state of every feature from its first moment. The project is locked, so that no feature slips in between. */
export async function createEnvironment(
  context: Context,
  { organisationId, projectId }: Scope,
  input: EnvironmentInput,
) {
  const place = { organisationId, projectId: projectId ?? 0 };
  return withUniqueFields(() =>
    transact(context, async (write) => {
      await lockProjectFor(write, place.projectId);
      const row = await insertEnvironment(write.db, {
        ...toEnvironmentValues(input),
        ...place,
        name: input.name,
        apiKey: input.api_key ?? randomKey(),
      });
      await fillEnvironment(write, row);
      await replaceMetadata(write, place, 'environment', row.id, input.metadata ?? null, true);
      await welcomeCreator(write, row);
      recordAudit(write, {
        ...describe(row),
        log: `Environment created: ${row.name}`,
        change: 'CREATE',
        after: { name: row.name },
      });
      touchEnvironment(write, row.id, 'environment');
      return showEnvironment(write, row);
    }),
  );
}

/** Keeps the environment from being changed or deleted until the transaction ends. Throws NOT_FOUND. */
export async function lockEnvironmentFor({ db }: Write, environmentId: number): Promise<EnvironmentRow> {
  const row = await lockEnvironment(db, environmentId);
  if (row === null) throw notFound();
  return row;
}

export async function changeEnvironment(context: Context, { environmentId }: Scope, input: EnvironmentPatch) {
  return withUniqueFields(() =>
    transact(context, async (write) => {
      const before = await lockEnvironment(write.db, environmentId ?? 0);
      if (before === null) throw notFound();
      const shownBefore = await showEnvironment(write, before);
      const values = toEnvironmentValues(input);
      const row = Object.keys(values).length === 0 ? before : await updateEnvironment(write.db, before.id, values);
      await replaceMetadata(write, before, 'environment', row.id, input.metadata ?? null);
      const shown = await showEnvironment(write, row);
      const changes = findChanges(withoutIds(shownBefore), withoutIds(shown));
      if (changes === null) return shown;
      recordAudit(write, { ...describe(row), log: `Environment updated: ${row.name}`, change: 'UPDATE', ...changes });
      touchEnvironment(write, row.id, 'environment');
      return shown;
    }),
  );
}

export async function removeEnvironment(context: Context, { environmentId }: Scope): Promise<void> {
  await transact(context, async (write) => {
    const row = await lockEnvironment(write.db, environmentId ?? 0);
    if (row === null) throw notFound();
    await updateEnvironment(write.db, row.id, { deletedAt: context.now() });
    recordAudit(write, {
      ...describe(row),
      log: `Environment deleted: ${row.name}`,
      change: 'DELETE',
      before: { name: row.name },
    });
    touchEnvironment(write, row.id, 'environment');
  });
}

/**
 * Copies settings, defaults, segment overrides and bucketing seeds; neither keys, webhooks and permissions nor identity overrides. The
 * copy is whole when it is answered, whether the request would have waited for it or not.
 */
export async function cloneEnvironment(context: Context, { projectId: ownerId, environmentId }: Scope, name: string) {
  return withUniqueFields(() =>
    transact(context, async (write) => {
      // The project first, as whoever deletes it has it.
      await lockProjectFor(write, ownerId ?? 0);
      const source = await lockEnvironment(write.db, environmentId ?? 0);
      if (source === null) throw notFound();
      const { organisationId, projectId } = source;
      const values = { ...toClonedValues(source), organisationId, projectId, name, apiKey: randomKey() };
      const row = await insertEnvironment(write.db, values);
      await copySeeds(write.db, source.id, { projectId, environmentId: row.id });
      await copyLiveStates(write.db, source.id, { projectId, environmentId: row.id });
      await welcomeCreator(write, row);
      recordAudit(write, {
        ...describe(row),
        log: `Environment created: ${row.name}, a copy of ${source.name}`,
        change: 'CREATE',
        after: { name: row.name },
      });
      touchEnvironment(write, row.id, 'environment');
      return { id: row.id, name: row.name, api_key: row.apiKey, project: row.projectId };
    }),
  );
}

/** Gives the environment a first state of every feature, but for those that have their states from elsewhere. */
export async function fillEnvironment(
  write: Write,
  { id, projectId }: Pick<EnvironmentRow, 'id' | 'projectId'>,
  except: ReadonlySet<number> = new Set(),
): Promise<void> {
  const [settings, all] = await Promise.all([
    findProjectSettings(write, projectId),
    selectFeatureDefaults(write.db, projectId),
  ]);
  const features = all.filter((feature) => !except.has(feature.id));
  const states = features.map((feature) => {
    const value = inferFeatureValue(settings.preventFlagDefaults ? null : feature.initial_value);
    return {
      feature_id: feature.id,
      enabled: feature.default_enabled && !settings.preventFlagDefaults,
      type: value.type,
      integer_value: value.integerValue,
      string_value: value.stringValue,
      boolean_value: value.booleanValue,
    };
  });
  await insertInitialStates(write.db, { projectId, environmentId: id }, states);
}

/** Whoever makes an environment administers it. */
export async function welcomeCreator(
  { db, context }: Write,
  row: Pick<EnvironmentRow, 'id' | 'organisationId'>,
): Promise<void> {
  const { actor } = context;
  if (actor?.kind !== 'user') return;
  await insertEnvironmentAdmin(db, { organisationId: row.organisationId, environmentId: row.id }, actor.id);
}

async function showEnvironment({ db }: Write, row: EnvironmentRow) {
  const metadata = await listMetadata(db, 'environment', [row.id]);
  return toEnvironment(row, metadata.get(row.id) ?? []);
}

/** Replacing custom fields by the same ones gives them new ids, which is no change. */
function withoutIds(shown: Awaited<ReturnType<typeof showEnvironment>>) {
  return { ...shown, metadata: shown.metadata.map(({ model_field, field_value }) => ({ model_field, field_value })) };
}

function describe(row: EnvironmentRow) {
  return {
    organisationId: row.organisationId,
    projectId: row.projectId,
    environmentId: row.id,
    type: 'ENVIRONMENT' as const,
    objectId: row.id,
    objectUuid: row.uuid,
  };
}

async function withUniqueFields<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'environments_name_unique') {
      throw invalid({ non_field_errors: ['The fields name, project must make a unique set.'] });
    }
    if (constraint !== 'environments_api_key_unique') throw error;
    throw invalid({ api_key: ['environment with this api key already exists.'] });
  }
}
