import type { ConfiguredKind, ToldIdentity } from '../../contract/integrations.ts';

/** How many identities one request tells of: as many as the receiver's own API takes in one, within reason. */
const IN_A_REQUEST: Partial<Record<ConfiguredKind, number>> = {
  amplitude: 200,
  mixpanel: 200,
  segment: 200,
  rudderstack: 200,
  heap: 1,
  webhook: 1,
};

/** The texts of the deliveries that tell the receiver of these identities. Its secrets join them when they are sent. */
export function toIdentityBodies(kind: ConfiguredKind, identities: readonly ToldIdentity[]): string[] {
  const size = IN_A_REQUEST[kind];
  if (size === undefined) return [];
  const bodies: string[] = [];
  for (let start = 0; start < identities.length; start += size) {
    bodies.push(JSON.stringify(identities.slice(start, start + size).map((one) => toBody(kind, one))));
  }
  return bodies;
}

function toBody(kind: ConfiguredKind, identity: ToldIdentity): object {
  if (kind === 'webhook') {
    const { identifier, traits, flags, segments } = identity;
    return { identity: identifier, traits, flags, segments };
  }
  return { identifier: identity.identifier, properties: propertiesOf(kind, identity) };
}

/** compat: a flag that is on stands with its value, others with whether they are on. Two receivers take values that count as false for none. */
function propertiesOf(kind: ConfiguredKind, { flags }: ToldIdentity): Record<string, unknown> {
  const isStrict = kind === 'mixpanel' || kind === 'rudderstack';
  return Object.fromEntries(
    flags.map(({ feature, enabled, feature_state_value: value }) => {
      const hasValue = isStrict ? Boolean(value) : value !== null && value !== undefined;
      return [feature.name, enabled && hasValue ? value : enabled];
    }),
  );
}
