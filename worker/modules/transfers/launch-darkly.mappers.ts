import type { LdEnvironment, LdFlag, LdFlagConfig, LdSegment, LdServed } from '../../contract/launch-darkly.ts';
import type {
  ExportedEnvironment,
  ExportedFeature,
  ExportedIdentity,
  ExportedSegment,
  ExportedState,
  ExportedTag,
  ExportedValue,
} from '../../contract/organisation-export.ts';
import type { Contents } from './contents.ts';
import { toRule, toSegmentRules } from './launch-darkly-clauses.ts';
import type { StateContent } from './state-content.ts';

export type LaunchDarklyProject = {
  environments: LdEnvironment[];
  flags: LdFlag[];
  /** By key of the environment. */
  segments: Map<string, LdSegment[]>;
};

type Build = {
  segments: ExportedSegment[];
  /** Ids of segments by `<environment>/<key>`. */
  segmentIds: Map<string, number>;
  problems: string[];
};

/** The contents of a LaunchDarkly project, and what of it has no counterpart. */
export function toContents(read: LaunchDarklyProject): { contents: Contents; problems: string[] } {
  const project = { ...read, environments: nameApart(read.environments) };
  const build: Build = { segments: [], segmentIds: new Map(), problems: [] };
  const labels = [...new Set(project.flags.flatMap(({ tags = [] }) => tags))];
  const tags: ExportedTag[] = labels.map((label, index) => ({ id: index + 1, label: label.slice(0, 100) }));
  for (const { key, name } of project.environments) addSegments(build, key, name, project.segments.get(key) ?? []);
  let optionId = 0;
  const features = project.flags.map((flag, index) => {
    const options = flag.kind === 'boolean' ? [] : flag.variations.map(() => (optionId += 1));
    return { flag, options, feature: toFeature(flag, index + 1, options, labels) };
  });
  const environments = project.environments.map(({ key, name }, index): ExportedEnvironment => {
    const identities = new Map<string, NonNullable<ExportedIdentity['overrides']>>();
    const states = features.flatMap(({ flag, options, feature }) => {
      const config = Object.hasOwn(flag.environments ?? {}, key) ? flag.environments?.[key] : undefined;
      if (config === undefined) return [];
      const known = { flag, options, featureId: feature.id, environment: { key, name } };
      addTargets(build, known, config, identities);
      return toStates(build, known, config);
    });
    const people = [...identities].map(([identifier, overrides]) => ({ identifier, overrides }));
    return { id: index + 1, name, states, identities: people };
  });
  const contents = { tags, features: features.map(({ feature }) => feature), segments: build.segments, environments };
  return { contents, problems: build.problems };
}

/** Names of environments can be alike there, and not here. */
function nameApart(environments: readonly LdEnvironment[]): LdEnvironment[] {
  const known = new Set<string>();
  return environments.map(({ key, name }) => {
    const own = known.has(name) ? `${name} (${key})` : name;
    known.add(own);
    return { key, name: own };
  });
}

/** A segment of each environment becomes one of the project; where they are alike, one for all. */
function addSegments(build: Build, environment: string, environmentName: string, segments: readonly LdSegment[]): void {
  for (const segment of segments) {
    const rules = toSegmentRules(segment);
    if (typeof rules === 'string') {
      build.problems.push(`Segment ${segment.key} in ${environmentName} was left out: ${rules}.`);
      continue;
    }
    const name = segment.name ?? segment.key;
    const text = JSON.stringify(rules);
    const alike = build.segments.find(
      (one) => (one.name === name || one.name.startsWith(`${name} (`)) && JSON.stringify(one.rules) === text,
    );
    const isTaken = build.segments.some((one) => one.name === name);
    const id = alike?.id ?? build.segments.length + 1;
    if (alike === undefined) {
      build.segments.push({ id, name: isTaken ? `${name} (${environmentName})` : name, rules });
    }
    build.segmentIds.set(`${environment}/${segment.key}`, id);
  }
}

function toFeature(flag: LdFlag, id: number, options: readonly number[], labels: readonly string[]): ExportedFeature {
  return {
    id,
    name: flag.key,
    description: flag.description ?? null,
    tags: (flag.tags ?? []).map((label) => labels.indexOf(label) + 1),
    initial_value: options.length === 0 ? null : String(toValue(flag, 0) ?? ''),
    options: options.map((optionId, index) => ({
      id: optionId,
      key: `variation-${index}`,
      value: toValue(flag, index),
      default_percentage_allocation: 0,
    })),
  };
}

type Known = {
  flag: LdFlag;
  options: readonly number[];
  featureId: number;
  environment: LdEnvironment;
};

function toStates(build: Build, known: Known, config: LdFlagConfig): ExportedState[] {
  const { flag, featureId: feature, environment } = known;
  const place = `${flag.key} in ${environment.name}`;
  const { rules = [], prerequisites = [] } = config;
  if (prerequisites.length > 0) build.problems.push(`${place}: prerequisites have no counterpart.`);
  const off: LdServed = config.offVariation === undefined ? {} : { variation: config.offVariation };
  if (!config.on) {
    if (rules.length > 0) build.problems.push(`${place}: its ${rules.length} rules were left out, as the flag is off.`);
    return [{ feature, ...toContent(known, off, false) }];
  }
  const states: ExportedState[] = [];
  const served = config.fallthrough ?? off;
  const share = toBooleanShare(known, served);
  states.push({ feature, ...toContent(known, share === null ? served : {}, true) });
  for (const [index, rule] of rules.entries()) {
    const segment = findSegment(build, known, rule.clauses, index);
    if (segment === null) continue;
    if (states.some((state) => state.segment === segment)) {
      build.problems.push(`${place}: rule ${index + 1} was left out, as an earlier one is for the same segment.`);
      continue;
    }
    if (toBooleanShare(known, rule) !== null) {
      build.problems.push(`${place}: rule ${index + 1} was left out, as it serves a part of those who match.`);
      continue;
    }
    states.push({ feature, segment, priority: states.length - 1, ...toContent(known, rule, true) });
  }
  if (share !== null) {
    const name = `${flag.key}: ${share} % of ${environment.name}`;
    const split = { operator: 'PERCENTAGE_SPLIT' as const, property: '', value: String(share) };
    const segment = addSegment(build, known, name, [{ type: 'ALL', conditions: [split] }]);
    const content = { enabled: true, value: null };
    states.push({ feature, segment, priority: states.length - 1, ...content });
    build.problems.push(`${place}: as many people are on, but not the same ones.`);
  } else if (served.rollout !== undefined) {
    build.problems.push(`${place}: as many people get each variation, but not the same ones.`);
  }
  return states;
}

/** Of a boolean flag that is on for a part: how many per cent. */
function toBooleanShare({ flag, options }: Known, { rollout }: LdServed): number | null {
  if (options.length > 0 || rollout === undefined) return null;
  const on = rollout.variations.filter(({ variation }) => flag.variations[variation]?.value === true);
  return on.reduce((sum, { weight }) => sum + weight / 1_000, 0);
}

/** The segment that a rule is for; one of its own, unless the rule is nothing but membership of one. */
function findSegment(build: Build, known: Known, clauses: LdFlagClauses, index: number): number | null {
  const { flag, environment } = known;
  const [clause] = clauses;
  const leave = (why: string) => {
    build.problems.push(`${flag.key} in ${environment.name}: rule ${index + 1} was left out: ${why}.`);
    return null;
  };
  if (clause?.op === 'segmentMatch' && clauses.length === 1 && clause.values.length === 1 && clause.negate !== true) {
    const id = build.segmentIds.get(`${environment.key}/${String(clause.values[0])}`);
    return id ?? leave(`segment ${String(clause.values[0])} was not imported`);
  }
  if (clauses.some(({ op }) => op === 'segmentMatch')) return leave('it combines a segment with something else');
  const rule = toRule(clauses);
  if (typeof rule === 'string') return leave(rule);
  return addSegment(build, known, `${flag.key}: rule ${index + 1} of ${environment.name}`, [rule]);
}

type LdFlagClauses = NonNullable<LdFlagConfig['rules']>[number]['clauses'];

function addSegment(build: Build, { featureId }: Known, name: string, rules: ExportedSegment['rules']): number {
  const id = build.segments.length + 1;
  build.segments.push({ id, name, feature: featureId, rules });
  return id;
}

/** People who are named get overrides of their own, while the flag is on. */
function addTargets(
  build: Build,
  known: Known,
  config: LdFlagConfig,
  identities: Map<string, NonNullable<ExportedIdentity['overrides']>>,
): void {
  const { flag, featureId: feature, environment } = known;
  const targets = [...(config.targets ?? []), ...(config.contextTargets ?? [])].filter(
    ({ values }) => values.length > 0,
  );
  if (targets.length === 0) return;
  if (!config.on) {
    build.problems.push(`${flag.key} in ${environment.name}: its targets were left out, as the flag is off.`);
    return;
  }
  for (const { values, variation, contextKind = 'user' } of targets) {
    if (contextKind !== 'user') {
      build.problems.push(`${flag.key} in ${environment.name}: targets of the kind ${contextKind} were left out.`);
      continue;
    }
    for (const identifier of new Set(values)) {
      const overrides = identities.get(identifier) ?? [];
      if (overrides.some((one) => one.feature === feature)) continue;
      overrides.push({ feature, ...toContent(known, { variation }, true) });
      identities.set(identifier, overrides);
    }
  }
}

/** A boolean flag is enabled where it is true; another one where it is on, with the weight at what it serves. */
function toContent({ flag, options }: Known, { variation, rollout }: LdServed, isOn: boolean): StateContent {
  if (options.length === 0) {
    const isTrue = variation !== undefined && flag.variations[variation]?.value === true;
    return { enabled: isTrue, value: null };
  }
  const shares = rollout?.variations ?? (variation === undefined ? [] : [{ variation, weight: 100_000 }]);
  return {
    enabled: isOn,
    value: toValue(flag, variation ?? 0),
    weights: options.map((option, index) => ({
      option,
      percentage: shares.filter((one) => one.variation === index).reduce((sum, one) => sum + one.weight / 1_000, 0),
    })),
  };
}

function toValue({ variations }: LdFlag, index: number): ExportedValue {
  const value = variations[index]?.value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2_147_483_647) return value;
  return value == null ? null : JSON.stringify(value);
}
