import type { PublishedEnvironment, PublishedTombstone } from '../contract/published-environment.ts';

type Published = PublishedEnvironment | PublishedTombstone;

/** What a publication changed, as far as anybody with a client-side key may know. */
export type ClientChange = {
  /** Whether it concerns others than single identities. */
  everybody: boolean;
  /** Names of the flags that changed for everybody or for segments. */
  features: string[];
  /** Names of the flags whose overrides for single identities changed. */
  identity_features: string[];
};

/**
 * What clients that listen are to be told of a publication, or null for nothing: only where the project has realtime updates on,
 * and only of what changes answers. No rule is told, and no flag that is for servers only is named.
 */
export function describeChange(before: Published | null, after: Published): ClientChange | null {
  if ('gone' in after || before === null || !after.document.project.enable_realtime_updates) return null;
  if ('gone' in before) return { everybody: true, features: namesOf(visibleTo(after), null), identity_features: [] };
  const everybody = wholeOf(before) !== wholeOf(after);
  const features = everybody ? changedIn(before, after, describeFlags) : new Set<number>();
  const identityFeatures = changedIn(before, after, describeOverrides);
  if (!everybody && identityFeatures.size === 0) return null;
  // A flag that is now for servers only is not named, though it was visible before.
  const visible = new Map([...visibleTo(before), ...visibleTo(after)]);
  for (const id of after.document.project.server_key_only_feature_ids) visible.delete(id);
  return { everybody, features: namesOf(visible, features), identity_features: namesOf(visible, identityFeatures) };
}

function wholeOf({ document }: PublishedEnvironment): string {
  return JSON.stringify({ ...document, identity_overrides: [], updated_at: '' });
}

/** Ids and names of the flags that some client-side key may get in an answer. */
function visibleTo({ document }: PublishedEnvironment): Map<number, string> {
  const { project } = document;
  const isHiding = document.hide_disabled_flags ?? project.hide_disabled_flags;
  const overrides = [
    ...project.segments.flatMap((segment) => segment.feature_states),
    ...document.identity_overrides.flatMap((override) => override.identity_features),
  ];
  const enabled = new Set([...document.feature_states, ...overrides].filter((state) => state.enabled).map(featureId));
  const hidden = new Set(project.server_key_only_feature_ids);
  const visible = document.feature_states.filter((state) => {
    return !hidden.has(featureId(state)) && (!isHiding || enabled.has(featureId(state)));
  });
  return new Map(visible.map(({ feature }) => [feature.id, feature.name]));
}

function changedIn(
  before: PublishedEnvironment,
  after: PublishedEnvironment,
  describe: (record: PublishedEnvironment) => Map<number, string>,
): Set<number> {
  const [old, now] = [describe(before), describe(after)];
  return new Set([...old.keys(), ...now.keys()].filter((id) => old.get(id) !== now.get(id)));
}

/** By flag: everything that its answers depend on, but for single identities. */
function describeFlags({ document }: PublishedEnvironment): Map<number, string> {
  const { feature_states: states, identity_overrides: _, updated_at: __, project, ...settings } = document;
  const { segments, server_key_only_feature_ids: serverOnly, ...projectSettings } = project;
  const common = JSON.stringify([settings, projectSettings]);
  const parts = new Map<number, string[]>();
  for (const state of states) {
    const id = featureId(state);
    parts.set(id, [common, String(serverOnly.includes(id)), JSON.stringify(state)]);
  }
  for (const { id, rules, feature_states: overrides } of segments) {
    if (overrides.length === 0) continue;
    const segment = JSON.stringify([id, rules]);
    for (const state of overrides) parts.get(featureId(state))?.push(segment, JSON.stringify(state));
  }
  return joined(parts);
}

function describeOverrides({ document }: PublishedEnvironment): Map<number, string> {
  const parts = new Map<number, string[]>();
  for (const { identifier, identity_features: states } of document.identity_overrides) {
    for (const state of states) {
      const ofFlag = parts.get(featureId(state)) ?? [];
      ofFlag.push(JSON.stringify([identifier, state]));
      parts.set(featureId(state), ofFlag);
    }
  }
  return joined(parts);
}

function joined(parts: Map<number, string[]>): Map<number, string> {
  return new Map([...parts].map(([id, texts]) => [id, texts.join('\n')]));
}

/** Names in order; of all flags without `ids`. */
function namesOf(visible: ReadonlyMap<number, string>, ids: ReadonlySet<number> | null): string[] {
  return [...visible]
    .filter(([id]) => ids === null || ids.has(id))
    .map(([, name]) => name)
    .toSorted();
}

function featureId(state: { feature: { id: number } }): number {
  return state.feature.id;
}
