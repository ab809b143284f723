import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { featureSegments } from '../schema/feature-segments.ts';
import { featureStates, featureStateValues } from '../schema/feature-states.ts';
import { identities, traits } from '../schema/identities.ts';
import { multivariateFeatureStateValues } from '../schema/multivariate.ts';
import { demoIdentities, type DemoValue } from './content.ts';
import { mustGet, only } from './expect.ts';
import type { InsertedFeature } from './insert-features.ts';
import { toTraitColumns, toValueColumns } from './value-columns.ts';

type Place = { projectId: number; environmentId: number };
type State = { enabled: boolean; value: DemoValue; weights: Record<string, number> };
type Target = { featureSegmentId?: number; identityId?: number };

/** Inserts what one environment says of the features: defaults, segment overrides and identity overrides. */
export async function insertDemoStates(
  db: NodePgDatabase,
  place: Place,
  features: InsertedFeature[],
  segmentIds: Map<string, number>,
): Promise<void> {
  const identityIds = await insertDemoIdentities(db, place.environmentId);
  for (const feature of features) {
    const weights = Object.fromEntries((feature.variants ?? []).map(({ key, percentage }) => [key, percentage]));
    await insertState(db, place, feature, {}, { ...feature, weights });
    for (const [priority, override] of (feature.overrides ?? []).entries()) {
      const link = { ...place, featureId: feature.id, segmentId: mustGet(segmentIds, override.segment), priority };
      const { id: featureSegmentId } = only(await db.insert(featureSegments).values(link).returning());
      await insertState(db, place, feature, { featureSegmentId }, { weights, ...override });
    }
    for (const { identifier, variant, ...state } of feature.identityOverrides ?? []) {
      const target = { identityId: mustGet(identityIds, identifier) };
      await insertState(db, place, feature, target, {
        ...state,
        weights: variant === undefined ? {} : { [variant]: 100 },
      });
    }
  }
}

async function insertState(db: NodePgDatabase, place: Place, feature: InsertedFeature, target: Target, state: State) {
  const featureId = feature.id;
  const row = { ...place, ...target, featureId, enabled: state.enabled, liveFrom: sql`now()` };
  const { id: featureStateId } = only(await db.insert(featureStates).values(row).returning());
  await db.insert(featureStateValues).values({ featureStateId, ...toValueColumns(state.value) });
  const entries = Object.entries(state.weights).map(([key, percentageAllocation]) => ({
    featureId,
    featureStateId,
    multivariateFeatureOptionId: mustGet(feature.optionIds, key),
    percentageAllocation,
  }));
  if (entries.length > 0) await db.insert(multivariateFeatureStateValues).values(entries);
}

async function insertDemoIdentities(db: NodePgDatabase, environmentId: number): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const [identifier, values] of Object.entries(demoIdentities)) {
    const identity = only(await db.insert(identities).values({ environmentId, identifier }).returning());
    ids.set(identifier, identity.id);
    const writtenAt = new Date();
    const rows = Object.entries(values).map(([traitKey, value]) => ({
      environmentId,
      identityId: identity.id,
      traitKey,
      writtenAt,
      ...toTraitColumns(value),
    }));
    await db.insert(traits).values(rows);
  }
  return ids;
}
