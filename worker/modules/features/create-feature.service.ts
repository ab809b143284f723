import { fulfils, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, invalid } from '../../core/errors.ts';
import type { Feature, FeatureInput } from '../../contract/features.ts';
import { recordAudit, touchEnvironment, transact, type Write } from '../audit/transact.service.ts';
import { announceNewStates } from '../feature-states/state-changes.service.ts';
import { replaceMetadata } from '../metadata/metadata-values.service.ts';
import { lockProjectFor } from '../projects/project-lock.service.ts';
import { addOptions, mustPickValue } from './feature-option-changes.service.ts';
import { checkOwners } from './feature-owners.service.ts';
import { insertOwners, type Owners } from './feature-owners.queries.ts';
import { placeOf, type FeaturePlace } from './feature-place.ts';
import { checkFound, checkName, checkWeights, namingFaults } from './feature-rules.service.ts';
import { insertDefaults, type InsertedDefault } from './feature-states.queries.ts';
import { inferFeatureValue } from '../../core/feature-value.ts';
import {
  countLiveFeatures,
  insertFeature,
  listTagIdsOfProject,
  replaceFeatureTags,
  type StoredFeature,
} from './features.queries.ts';
import { readFeature } from './features.service.ts';

/**
 * Creates a feature with a default in every live environment of the project. Throws INVALID; FORBIDDEN for options from who does not
 * administer the project.
 */
export async function createFeature(context: Context, scope: Scope, input: FeatureInput): Promise<Feature> {
  const place = placeOf(scope);
  const options = (input.multivariate_options ?? []).map((option) => ({
    ...mustPickValue(option),
    defaultPercentageAllocation: option.default_percentage_allocation ?? 100,
  }));
  if (options.length > 0 && !fulfils(scope.grants, 'PROJECT_ADMIN')) throw forbidden();
  checkWeights(
    'multivariate_options',
    options.map(({ defaultPercentageAllocation }) => defaultPercentageAllocation),
  );
  return namingFaults(() =>
    transact(context, async (write) => {
      const project = await checkRoom(write, place, input);
      const owners = await checkInputOwners(write, place, input, project.enforceFeatureOwners);
      const feature = await insertFeature(write.db, toRow(place, input, options.length));
      await tagFeature(write, place, feature.id, input.tags ?? []);
      await insertOwners(write.db, { featureId: feature.id, organisationId: place.organisationId }, owners);
      await replaceMetadata(write, place, 'feature', feature.id, input.metadata ?? null, true);
      const states = await insertDefaults(write.db, {
        projectId: place.projectId,
        featureId: feature.id,
        enabled: !project.preventFlagDefaults && feature.defaultEnabled,
        value: inferFeatureValue(project.preventFlagDefaults ? null : feature.initialValue),
        userId: context.actor?.kind === 'user' ? context.actor.id : null,
        masterApiKeyId: context.actor?.kind === 'master-key' ? context.actor.id : null,
      });
      await addOptions(write.db, feature.id, options, 'multivariate_options');
      for (const entry of describeCreation(place, feature, states)) recordAudit(write, entry);
      for (const { environmentId } of states) touchEnvironment(write, environmentId, 'feature');
      await announceNewStates(
        write,
        place.organisationId,
        states.filter(({ isInVersion }) => !isInVersion),
      );
      return readFeature(write.db, place.projectId, feature.id);
    }),
  );
}

/** Replaces the feature's tags. Throws INVALID for one that is not the project's. */
export async function tagFeature(
  { db }: Write,
  { projectId }: FeaturePlace,
  featureId: number,
  tags: number[],
): Promise<void> {
  const wanted = [...new Set(tags)];
  checkFound('tags', wanted, await listTagIdsOfProject(db, projectId, wanted));
  await replaceFeatureTags(db, projectId, featureId, wanted);
}

async function checkRoom(write: Write, { projectId }: FeaturePlace, { name }: FeatureInput) {
  const project = await lockProjectFor(write, projectId);
  checkName(name, project.featureNameRegex);
  if ((await countLiveFeatures(write.db, projectId)) >= project.maxFeaturesAllowed) {
    throw invalid({
      project: [`The project has the maximum allowed number of features: ${project.maxFeaturesAllowed}.`],
    });
  }
  return project;
}

/** Who owns the new feature: its creator, unless the request names owners. Naming some is a must where the project enforces it. */
async function checkInputOwners(
  write: Write,
  place: FeaturePlace,
  input: FeatureInput,
  isEnforced: boolean,
): Promise<Owners> {
  const owners = { users: [...new Set(input.owners ?? [])], groups: [...new Set(input.group_owners ?? [])] };
  if (isEnforced && owners.users.length + owners.groups.length === 0) {
    throw invalid({ owners: ['The project requires that a feature has at least one owner or group owner.'] });
  }
  await checkOwners(write.db, place, owners, { users: 'owners', groups: 'group_owners' });
  const { actor } = write.context;
  const isCreator = owners.users.length + owners.groups.length === 0 && actor?.kind === 'user';
  return isCreator ? { users: [actor.id], groups: [] } : owners;
}

function toRow(place: FeaturePlace, input: FeatureInput, optionCount: number) {
  return {
    ...place,
    name: input.name,
    type: optionCount > 0 ? ('MULTIVARIATE' as const) : input.type || ('STANDARD' as const),
    description: input.description ?? null,
    initialValue: input.initial_value ?? null,
    defaultEnabled: input.default_enabled ?? false,
    isArchived: input.is_archived ?? false,
    isServerKeyOnly: input.is_server_key_only ?? false,
  };
}

/** One entry for the feature, and one for each state that no version holds. */
function describeCreation(place: FeaturePlace, feature: StoredFeature, states: InsertedDefault[]) {
  const log = `Feature created: ${feature.name}`;
  const change = 'CREATE' as const;
  const ofFeature = {
    ...place,
    log,
    change,
    type: 'FEATURE' as const,
    objectId: feature.id,
    objectUuid: feature.uuid,
    after: { name: feature.name, type: feature.type, default_enabled: feature.defaultEnabled },
  };
  const ofStates = states
    .filter(({ isInVersion }) => !isInVersion)
    .map(({ id, uuid, environmentId }) => ({
      ...place,
      log,
      change,
      environmentId,
      type: 'FEATURE_STATE' as const,
      objectId: id,
      objectUuid: uuid,
    }));
  return [ofFeature, ...ofStates];
}
