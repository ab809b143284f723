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

/** An identity as its isolate wrote it down, and read. */
export type WrittenIdentity = { text: string; told: ToldIdentity };

const BEGINNING = '{"identifier":';

/** Null for a text that is no ToldIdentity. Only what bodies are made of is checked: a schema over every flag costs more than the bodies. */
export function readIdentity(text: string): WrittenIdentity | null {
  if (!text.startsWith(BEGINNING)) return null;
  try {
    const told = JSON.parse(text) as ToldIdentity;
    return told.flags.every(({ feature: { name } }) => typeof name === 'string') ? { text, told } : null;
  } catch {
    return null;
  }
}

/** The texts of the deliveries that tell the receiver of these identities. Its secrets join them when they are sent. */
export function toIdentityBodies(kind: ConfiguredKind, identities: readonly WrittenIdentity[]): string[] {
  const size = IN_A_REQUEST[kind];
  if (size === undefined) return [];
  const bodies: string[] = [];
  for (let start = 0; start < identities.length; start += size) {
    bodies.push(
      `[${identities
        .slice(start, start + size)
        .map((one) => toBody(kind, one))
        .join(',')}]`,
    );
  }
  return bodies;
}

function toBody(kind: ConfiguredKind, { text, told }: WrittenIdentity): string {
  // What is written down is all that a webhook gets, under another first name.
  if (kind === 'webhook') return `{"identity":${text.slice(BEGINNING.length)}`;
  return JSON.stringify({ identifier: told.identifier, properties: propertiesOf(kind, told) });
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
