import type { FeatureDetails, PublishedEnvironment } from '../../contract/published-environment.ts';
import { describeReason, type Outcome } from '../../engine/index.ts';

/** Who asks: a client-side key sees less than a server-side one. */
export type Origin = 'client' | 'server';

/** Everything about one environment that the JSON of its flags depends on. */
export type FlagContext = {
  origin: Origin;
  environmentId: number;
  hideSensitive: boolean;
  hideDisabled: boolean;
  serverOnly: ReadonlySet<number>;
  features: ReadonlyMap<number, FeatureDetails>;
  states: ReadonlyMap<string, { id: number; feature_segment: number | null }>;
  /** Ids of the identities that have overrides, by identifier. */
  identities: ReadonlyMap<string, number>;
};

export function toFlagContext(record: PublishedEnvironment, origin: Origin): FlagContext {
  const { document } = record;
  return {
    origin,
    environmentId: document.id,
    hideSensitive: document.hide_sensitive_data,
    hideDisabled: document.hide_disabled_flags ?? document.project.hide_disabled_flags,
    serverOnly: new Set(document.project.server_key_only_feature_ids),
    features: new Map(record.features.map((feature) => [feature.id, feature])),
    states: new Map(record.feature_states.map((state) => [state.featurestate_uuid, state])),
    identities: new Map(document.identity_overrides.map((override) => [override.identifier, override.django_id])),
  };
}

/** True if whoever asks may not see the flag in this state. */
export function isHidden(context: FlagContext, outcome: Outcome): boolean {
  if (context.hideDisabled && !outcome.enabled) return true;
  return context.origin === 'client' && outcome.feature.id !== null && context.serverOnly.has(outcome.feature.id);
}

/** One flag as `GET flags/` shows it, without the closing brace. */
function openFlag(context: FlagContext, outcome: Outcome): string {
  return context.origin === 'client' ? openPublishedFlag(context, outcome) : openCoreFlag(context, outcome);
}

/** compat: the shape of Flagsmith's published SDK contract, which is all that a public key needs. */
function openPublishedFlag(context: FlagContext, outcome: Outcome): string {
  const { id, name, type } = outcome.feature;
  return JSON.stringify({
    id: context.hideSensitive ? null : stateId(context, outcome),
    feature: { id, name, type },
    feature_state_value: outcome.value,
    enabled: outcome.enabled,
  }).slice(0, -1);
}

/** compat: the shape of Flagsmith's own API, keys in its order. */
function openCoreFlag(context: FlagContext, outcome: Outcome): string {
  const { id, name, type } = outcome.feature;
  const details = context.hideSensitive || id === null ? undefined : context.features.get(id);
  return JSON.stringify({
    id: context.hideSensitive ? null : stateId(context, outcome),
    feature: {
      id,
      name,
      created_date: details?.created_date ?? null,
      description: details?.description ?? null,
      initial_value: details?.initial_value ?? null,
      default_enabled: details?.default_enabled ?? null,
      type,
    },
    feature_state_value: outcome.value,
    environment: context.hideSensitive ? null : context.environmentId,
    identity: context.hideSensitive ? null : identityId(context, outcome),
    feature_segment: context.hideSensitive ? null : featureSegmentId(context, outcome),
    enabled: outcome.enabled,
  }).slice(0, -1);
}

/** compat: `variant` exists on identities only. */
export function environmentFlagJson(context: FlagContext, outcome: Outcome): string {
  return `${openFlag(context, outcome)}}`;
}

export function identityFlagJson(context: FlagContext, outcome: Outcome): string {
  const variant = JSON.stringify(outcome.variant);
  return `${openFlag(context, outcome)},"variant":${variant},"reason":${JSON.stringify(reasonFor(context, outcome))}}`;
}

/** The reason names the segment or the weight; a public key must learn neither. */
function reasonFor(context: FlagContext, outcome: Outcome): string {
  const reason = describeReason(outcome.reason);
  return context.origin === 'server' ? reason : (reason.split(';', 1)[0] ?? '');
}

function stateId(context: FlagContext, outcome: Outcome): number | null {
  return stateOf(context, outcome)?.id ?? null;
}

function identityId(context: FlagContext, { source }: Outcome): number | null {
  return source.kind === 'identity' ? (context.identities.get(source.identifier) ?? null) : null;
}

function stateOf(context: FlagContext, { source }: Outcome) {
  return source.featureStateUuid === null ? undefined : context.states.get(source.featureStateUuid);
}

function featureSegmentId(context: FlagContext, outcome: Outcome): number | null {
  return stateOf(context, outcome)?.feature_segment ?? null;
}
