import type { FlagsmithRow } from '../../contract/flagsmith-export.ts';
import { OrganisationExport, type LeftOut } from '../../contract/organisation-export.ts';
import { invalid } from '../../core/errors.ts';
import { FlagsmithRows, type Row } from './flagsmith-rows.ts';
import { readTyped, toStates, type StateFaults } from './flagsmith-states.mappers.ts';

const USED: ReadonlySet<string> = new Set([
  'organisation',
  'project',
  'environment',
  'environmentapikey',
  'tag',
  'segment',
  'segmentrule',
  'condition',
  'feature',
  'multivariatefeatureoption',
  'featuresegment',
  'featurestate',
  'featurestatevalue',
  'multivariatefeaturestatevalue',
  'environmentfeatureversion',
  'identity',
  'trait',
]);

/** A Flagsmith organisation export as a document of ours. Throws INVALID for rows that make none. */
export function fromFlagsmith(list: readonly FlagsmithRow[]): OrganisationExport {
  const rows = new FlagsmithRows(list);
  const organisation = rows.list('organisation')[0];
  if (organisation === undefined) throw invalid({ document: ['The list holds no organisation.'] });
  const faults: StateFaults = { unseeded: 0, unversioned: 0, scheduled: 0 };
  const candidate = {
    format: 'halyard-organisation',
    version: 1,
    organisation: { id: organisation.id, name: organisation.text('name') ?? '' },
    projects: toProjects(rows, faults),
    left_out: toLeftOut(rows, faults),
  };
  const result = OrganisationExport.safeParse(candidate);
  if (result.success) return result.data;
  const faultsFound = result.error.issues.slice(0, 20).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw invalid({ document: faultsFound });
}

function toProjects(rows: FlagsmithRows, faults: StateFaults) {
  const groups = {
    tags: rows.group('tag', 'project', 'project'),
    segments: rows.group('segment', 'project', 'project'),
    features: rows.group('feature', 'project', 'project'),
    environments: rows.group('environment', 'project', 'project'),
    options: rows.group('multivariatefeatureoption', 'feature', 'feature'),
  };
  const toRules = rulesOf(rows);
  const toEnvironment = environmentsOf(rows, faults);
  return rows.list('project').map((project) => ({
    id: project.id,
    name: project.text('name'),
    hide_disabled_flags: project.flag('hide_disabled_flags'),
    prevent_flag_defaults: project.flag('prevent_flag_defaults'),
    enforce_feature_owners: project.flag('enforce_feature_owners'),
    enable_realtime_updates: project.flag('enable_realtime_updates'),
    only_allow_lower_case_feature_names: project.flag('only_allow_lower_case_feature_names'),
    feature_name_regex: project.text('feature_name_regex'),
    stale_flags_limit_days: project.number('stale_flags_limit_days'),
    minimum_change_request_approvals: project.number('minimum_change_request_approvals'),
    tags: (groups.tags.get(project) ?? []).filter((tag) => tag.flag('is_system_tag') !== true).map(toTag),
    features: (groups.features.get(project) ?? []).map((feature) =>
      toFeature(rows, feature, groups.options.get(feature) ?? []),
    ),
    segments: (groups.segments.get(project) ?? [])
      .filter((segment) => isLiveSegment(rows, segment))
      .map((segment) => ({
        id: segment.id,
        name: segment.text('name'),
        description: segment.text('description'),
        feature: rows.find('feature', segment.get('feature'))?.id,
        is_system_segment: segment.flag('is_system_segment'),
        rules: toRules(segment),
      })),
    environments: (groups.environments.get(project) ?? []).map(toEnvironment),
  }));
}

const toTag = (tag: Row) => ({
  id: tag.id,
  label: tag.text('label'),
  color: tag.text('color'),
  description: tag.text('description'),
  is_permanent: tag.flag('is_permanent'),
});

function toFeature(rows: FlagsmithRows, feature: Row, options: readonly Row[]) {
  return {
    id: feature.id,
    name: feature.text('name'),
    type: options.length > 0 ? 'MULTIVARIATE' : 'STANDARD',
    description: feature.text('description'),
    initial_value: feature.text('initial_value'),
    default_enabled: feature.flag('default_enabled'),
    is_archived: feature.flag('is_archived'),
    is_server_key_only: feature.flag('is_server_key_only'),
    tags: feature.list('tags').flatMap((tag) => {
      const found = rows.find('tag', tag);
      return found === undefined || found.flag('is_system_tag') === true ? [] : [found.id];
    }),
    owners: feature
      .list('owners')
      .flat()
      .filter((owner) => typeof owner === 'string' && owner.includes('@')),
    options: options.map((option) => ({
      id: option.id,
      key: option.text('key'),
      value: readTyped(option),
      default_percentage_allocation: option.number('default_percentage_allocation') ?? 100,
    })),
  };
}

/** Neither older revisions nor drafts. */
function isLiveSegment(rows: FlagsmithRows, segment: Row): boolean {
  const of = segment.get('version_of');
  const isOwn = of === undefined || rows.find('segment', of) === segment;
  return isOwn && segment.get('change_request') === undefined;
}

function rulesOf(rows: FlagsmithRows): (segment: Row) => unknown[] {
  const top = rows.group('segmentrule', 'segment', 'segment');
  const nested = rows.group('segmentrule', 'rule', 'segmentrule');
  const conditions = rows.group('condition', 'rule', 'segmentrule');
  const toRule = (rule: Row, depth: number): unknown => ({
    type: rule.text('type'),
    conditions: (conditions.get(rule) ?? []).map((condition) => ({
      operator: condition.text('operator'),
      property: condition.text('property'),
      value: condition.text('value'),
      description: condition.text('description'),
    })),
    rules: depth > 8 ? [] : (nested.get(rule) ?? []).map((inner) => toRule(inner, depth + 1)),
  });
  return (segment) => (top.get(segment) ?? []).map((rule) => toRule(rule, 0));
}

function environmentsOf(rows: FlagsmithRows, faults: StateFaults): (environment: Row) => unknown {
  const states = rows.group('featurestate', 'environment', 'environment');
  const keys = rows.group('environmentapikey', 'environment', 'environment');
  const identities = rows.group('identity', 'environment', 'environment');
  const traits = rows.group('trait', 'identity', 'identity');
  const related = {
    rows,
    values: rows.group('featurestatevalue', 'feature_state', 'featurestate'),
    weights: rows.group('multivariatefeaturestatevalue', 'feature_state', 'featurestate'),
    now: new Date().toISOString(),
    faults,
  };
  return (environment) => {
    const found = toStates(related, environment, states.get(environment) ?? []);
    return {
      id: environment.id,
      name: environment.text('name'),
      description: environment.text('description'),
      api_key: environment.text('api_key'),
      allow_client_traits: environment.flag('allow_client_traits'),
      banner_text: environment.text('banner_text'),
      banner_colour: environment.text('banner_colour'),
      hide_disabled_flags: environment.flag('hide_disabled_flags'),
      use_identity_composite_key_for_hashing: environment.flag('use_identity_composite_key_for_hashing'),
      hide_sensitive_data: environment.flag('hide_sensitive_data'),
      use_v2_feature_versioning: environment.flag('use_v2_feature_versioning'),
      use_identity_overrides_in_local_eval: environment.flag('use_identity_overrides_in_local_eval'),
      minimum_change_request_approvals: environment.number('minimum_change_request_approvals'),
      states: found.states,
      seeds: found.seeds,
      server_keys: (keys.get(environment) ?? []).map((key) => ({
        name: key.text('name'),
        key: key.text('key'),
        active: key.flag('active'),
        expires_at: key.text('expires_at'),
      })),
      identities: (identities.get(environment) ?? []).map((identity) => ({
        identifier: identity.text('identifier'),
        created_date: identity.text('created_date'),
        traits: (traits.get(identity) ?? []).map(toTrait),
        overrides: found.overrides.get(identity),
      })),
    };
  };
}

function toTrait(trait: Row) {
  const type = trait.text('value_type') ?? 'unicode';
  const value = type === 'float' ? trait.number('float_value') : readTyped(trait, 'value_type');
  return { key: trait.text('trait_key'), value, type };
}

function toLeftOut(rows: FlagsmithRows, faults: StateFaults): LeftOut[] {
  const others = rows.countByModel(USED).map(([kind, count]) => ({
    kind,
    count,
    reason: 'Rows of this kind are not taken over.',
  }));
  const splits = rows.list('condition').filter((row) => row.text('operator') === 'PERCENTAGE_SPLIT').length;
  const segmentsLackIds = rows.list('segment').some((segment) => !segment.isOwnId);
  const found: [kind: string, count: number, reason: string][] = [
    ['scheduled change', faults.scheduled, 'Only what is in force now is taken over.'],
    [
      'percentage split',
      segmentsLackIds ? splits : 0,
      'The export does not tell the ids of segments, by which splits are drawn: people can be on another side.',
    ],
    [
      'multivariate state',
      faults.unseeded,
      'The export tells neither its bucketing seed nor its id: people can get another variant.',
    ],
    [
      'versioned state',
      faults.unversioned,
      'The export does not hold its version: the newest state of each feature was taken for the one in force.',
    ],
    [
      'owning group',
      rows.list('feature').filter((feature) => feature.list('group_owners').length > 0).length,
      'The export does not hold groups.',
    ],
  ];
  return [...others, ...found.map(([kind, count, reason]) => ({ kind, count, reason }))].filter(
    ({ count }) => count > 0,
  );
}
