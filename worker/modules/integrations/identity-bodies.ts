import type { ConfiguredKind } from '../../contract/integrations.ts';
import { joinRuns, readTold, type ToldIdentity, type WrittenIdentity } from '../../core/told-batch.ts';

/** How many identities one request tells of: as many as the receiver's own API takes in one, within reason. */
export const IDENTITIES_IN_A_REQUEST: Partial<Record<string, number>> = {
  amplitude: 200,
  mixpanel: 200,
  segment: 200,
  rudderstack: 200,
  heap: 1,
  webhook: 1,
} satisfies Partial<Record<ConfiguredKind, number>>;

type Property = [name: string, value: unknown];
type Flag = { feature: { name: string }; enabled: boolean; feature_state_value: unknown };

/** Some identities of a ToldBatch as it is kept: the JSON of the texts that all share, and of a list of bodies. */
type KeptIdentities = { shared: string; items: string };

/** The text of a delivery that tells the receiver of these identities. Its secrets join it when it is sent. */
export function toIdentitiesBody(kind: string, { shared, items }: KeptIdentities): string {
  const texts = JSON.parse(shared) as string[];
  const identities = (JSON.parse(items) as WrittenIdentity[]).map((item) => readTold(texts, item));
  return writeIdentities(kind, identities);
}

export function writeIdentities(kind: string, identities: readonly ToldIdentity[]): string {
  if (kind === 'webhook') return `[${identities.map(toWebhookBody).join(',')}]`;
  const entriesOf = readRunsOnce(kind === 'mixpanel' || kind === 'rudderstack');
  return JSON.stringify(
    identities.map(({ identifier, flags }) => ({
      identifier,
      properties: Object.fromEntries(flags.flatMap(entriesOf)),
    })),
  );
}

function toWebhookBody({ identifier, traits, flags, segments }: ToldIdentity): string {
  return `{"identity":${JSON.stringify(identifier)},"traits":${JSON.stringify(traits)},"flags":${joinRuns(flags)},"segments":${joinRuns(segments)}}`;
}

/** The properties that a run of flags makes; most runs are those of many identities, and each is read once. */
function readRunsOnce(isStrict: boolean): (run: string) => Property[] {
  const known = new Map<string, Property[]>();
  return (run) => {
    const found = known.get(run);
    if (found !== undefined) return found;
    const properties = (JSON.parse(joinRuns([run])) as Flag[]).map((flag) => toProperty(flag, isStrict));
    known.set(run, properties);
    return properties;
  };
}

/** compat: a flag that is on stands with its value, others with whether they are on. Two receivers take values that count as false for none. */
function toProperty({ feature, enabled, feature_state_value: value }: Flag, isStrict: boolean): Property {
  const hasValue = isStrict ? Boolean(value) : value !== null && value !== undefined;
  return [feature.name, enabled && hasValue ? value : enabled];
}
