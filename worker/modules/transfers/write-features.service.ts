import type { ExportedFeature, ExportedOption } from '../../contract/organisation-export.ts';
import { invalid } from '../../core/errors.ts';
import { isAboveHundred } from '../features/feature-rules.service.ts';
import { insertRows, takeIds } from './bulk-rows.queries.ts';
import { findGroups, findMembers, listFeatures } from './existing.queries.ts';
import { toValueColumns } from './value-columns.ts';
import { count, type Writing } from './writing.service.ts';

/** Writes the features that the project does not have, with options, tags and owners, and returns them. */
export async function writeFeatures(
  writing: Writing,
  features: readonly ExportedFeature[],
): Promise<ExportedFeature[]> {
  const { write, place, issues, ids } = writing;
  const known = new Set((await listFeatures(write.db, place.projectId)).map(({ name }) => name));
  const added: ExportedFeature[] = [];
  for (const feature of features) {
    const key = feature.name.toLowerCase();
    if (known.has(key))
      issues.add('feature', feature.name, 'The project has a feature of this name, which stays as it is.');
    else added.push(feature);
    known.add(key);
  }
  const newIds = await takeIds(write.db, 'features', added.length);
  for (const [index, { id }] of added.entries()) ids.features.set(id, newIds[index] ?? 0);
  await insertRows(
    write.db,
    'features',
    added.map((feature) => toRow(writing, feature)),
  );
  await writeOptions(writing, added);
  const tags = added.flatMap(({ id, tags: tagIds = [] }) =>
    [...new Set(tagIds.map((tagId) => ids.tags.get(tagId)))].map((tagId) => ({
      feature_id: ids.features.get(id),
      tag_id: tagId,
      project_id: place.projectId,
    })),
  );
  await insertRows(write.db, 'feature_tags', tags);
  await writeOwners(writing, added);
  count(writing, 'features', added.length);
  return added;
}

function toRow({ place, ids }: Writing, feature: ExportedFeature) {
  return {
    id: ids.features.get(feature.id),
    organisation_id: place.organisationId,
    project_id: place.projectId,
    name: feature.name,
    type: (feature.options ?? []).length > 0 ? 'MULTIVARIATE' : (feature.type ?? 'STANDARD'),
    description: feature.description ?? null,
    initial_value: feature.initial_value ?? null,
    default_enabled: feature.default_enabled ?? false,
    is_archived: feature.is_archived ?? false,
    is_server_key_only: feature.is_server_key_only ?? false,
  };
}

async function writeOptions(writing: Writing, features: readonly ExportedFeature[]): Promise<void> {
  const { write, ids } = writing;
  const all = features.flatMap((feature) => (feature.options ?? []).map((option) => ({ feature, option })));
  for (const { name, options = [] } of features) {
    if (isAboveHundred(options.reduce((sum, option) => sum + option.default_percentage_allocation, 0))) {
      throw invalid(`The weights of the options of ${name} come to more than 100 %.`);
    }
  }
  const newIds = await takeIds(write.db, 'multivariate_feature_options', all.length);
  const rows = all.map(({ feature, option }, index) => {
    ids.options.set(option.id, newIds[index] ?? 0);
    return {
      id: newIds[index] ?? 0,
      feature_id: ids.features.get(feature.id),
      key: readKey(writing, feature, option),
      ...toValueColumns(option.value),
      default_percentage_allocation: option.default_percentage_allocation,
    };
  });
  await insertRows(write.db, 'multivariate_feature_options', rows);
  count(writing, 'options', all.length);
}

/** A key that could not be stored is left out: the option then has none. */
function readKey({ issues }: Writing, { name, options = [] }: ExportedFeature, option: ExportedOption): string | null {
  const key = option.key ?? null;
  if (key === null) return null;
  const isFirst = options.find((one) => one.key === key) === option;
  if (isFirst && key !== 'control' && /^[-a-zA-Z0-9_]+$/.test(key)) return key;
  issues.add(
    'option',
    `${name}: ${key}`,
    'Keys are unique, of letters, digits, "-" and "_", and never "control": this one was left out.',
  );
  return null;
}

async function writeOwners(writing: Writing, features: readonly ExportedFeature[]): Promise<void> {
  const { write, place, issues, ids } = writing;
  if (!features.some(({ owners = [], group_owners = [] }) => owners.length + group_owners.length > 0)) return;
  const members = await findMembers(write.db, place.organisationId);
  const groups = await findGroups(write.db, place.organisationId);
  const users = [];
  const groupRows = [];
  for (const { id, name, owners = [], group_owners: groupOwners = [] } of features) {
    const feature = { feature_id: ids.features.get(id), organisation_id: place.organisationId };
    for (const owner of new Set(owners.map((email) => email.toLowerCase()))) {
      const userId = members.get(owner);
      if (userId === undefined)
        issues.add('owner', `${name}: ${owner}`, 'Nobody of this address is a member of the organisation.');
      else users.push({ ...feature, user_id: userId });
    }
    for (const group of new Set(groupOwners)) {
      const groupId = groups.get(group);
      if (groupId === undefined)
        issues.add('group owner', `${name}: ${group}`, 'The organisation has no group of this name.');
      else groupRows.push({ ...feature, group_id: groupId });
    }
  }
  await insertRows(write.db, 'feature_owners', users);
  await insertRows(write.db, 'feature_group_owners', groupRows);
}
