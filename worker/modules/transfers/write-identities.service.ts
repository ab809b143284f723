import { insertRows, takeIds } from './bulk-rows.queries.ts';
import { StateRows } from './state-rows.service.ts';
import { toTraitColumns } from './value-columns.ts';
import type { WrittenEnvironment } from './write-environments.service.ts';
import { insertStates } from './write-states.service.ts';
import { count, type Writing } from './writing.service.ts';

const AT_ONCE = 5_000;

/** Writes the identities of new environments with their traits and overrides. */
export async function writeIdentities(writing: Writing, environments: readonly WrittenEnvironment[]): Promise<void> {
  for (const environment of environments) {
    if (!environment.isNew) continue;
    const all = environment.content?.identities ?? [];
    for (let start = 0; start < all.length; start += AT_ONCE) {
      await writeSome(writing, environment.id, all.slice(start, start + AT_ONCE));
    }
  }
}

async function writeSome(
  writing: Writing,
  environmentId: number,
  identities: NonNullable<NonNullable<WrittenEnvironment['content']>['identities']>,
): Promise<void> {
  const { write, ids, now } = writing;
  const newIds = await takeIds(write.db, 'identities', identities.length);
  const rows = identities.map(({ identifier, dashboard_alias: alias, created_date: created }, index) => ({
    id: newIds[index] ?? 0,
    environment_id: environmentId,
    identifier,
    dashboard_alias: alias?.toLowerCase() ?? null,
    created_date: created ?? now,
  }));
  await insertRows(write.db, 'identities', rows);
  const traits = identities.flatMap(({ traits: list = [] }, index) =>
    list.map(({ key, value, type }) => ({
      environment_id: environmentId,
      identity_id: newIds[index] ?? 0,
      trait_key: key,
      ...toTraitColumns(value, type),
      written_at: now,
    })),
  );
  await insertRows(write.db, 'traits', traits);
  const states = new StateRows();
  for (const [index, { overrides = [] }] of identities.entries()) {
    for (const { feature, ...content } of overrides) {
      const featureId = ids.features.find(feature);
      if (featureId === null) continue;
      states.add(writing, { environmentId, featureId, identityId: newIds[index] ?? 0 }, content);
    }
  }
  await insertStates(writing, states);
  count(writing, 'identities', rows.length);
  count(writing, 'traits', traits.length);
  count(writing, 'identity_overrides', states.states.length);
}
