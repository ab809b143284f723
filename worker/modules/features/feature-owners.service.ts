import type { Db } from '../../../drizzle/db.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { invalid, notFound } from '../../core/errors.ts';
import type { ProjectFeature } from '../../contract/features.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { findProjectViewers } from '../permissions/viewers.service.ts';
import {
  deleteOwners,
  insertOwners,
  listGroupIdsOfOrganisation,
  listOwners,
  type Owners,
} from './feature-owners.queries.ts';
import { findFeatureRow } from './feature-pages.queries.ts';
import { placeOf, type FeaturePlace } from './feature-place.ts';
import { checkFound, namingFaults } from './feature-rules.service.ts';
import { toProjectFeature } from './features.mappers.ts';
import { enforcesOwners, lockFeature } from './features.queries.ts';

/** The body's names for owners. */
type OwnerFields = { users: string; groups: string };

export const OWNER_FIELDS: OwnerFields = { users: 'user_ids', groups: 'group_ids' };

/** Throws INVALID for a user who may not see the project, and for a group of another organisation. */
export async function checkOwners(db: Db, place: FeaturePlace, owners: Owners, fields: OwnerFields): Promise<void> {
  checkFound(fields.users, owners.users, await findProjectViewers(db, place, owners.users));
  const known = await listGroupIdsOfOrganisation(db, place.organisationId, owners.groups);
  checkFound(fields.groups, owners.groups, known);
}

/** Makes users and groups owners too. Throws NOT_FOUND, INVALID. */
export async function addOwners(
  context: Context,
  scope: Scope,
  featureId: number,
  owners: Owners,
): Promise<ProjectFeature> {
  return changeOwners(context, scope, featureId, async (db, place) => {
    await checkOwners(db, place, owners, OWNER_FIELDS);
    await insertOwners(db, { featureId, organisationId: place.organisationId }, owners);
  });
}

/** Throws NOT_FOUND; INVALID for the last owner where the project requires one. */
export async function removeOwners(
  context: Context,
  scope: Scope,
  featureId: number,
  owners: Owners,
): Promise<ProjectFeature> {
  return changeOwners(context, scope, featureId, async (db, place) => {
    await deleteOwners(db, { featureId, organisationId: place.organisationId }, owners);
    const left = await listOwners(db, featureId);
    const isLast = left.users.length + left.groups.length === 0;
    if (isLast && (await enforcesOwners(db, place.projectId))) {
      const field = owners.users.length > 0 ? OWNER_FIELDS.users : OWNER_FIELDS.groups;
      throw invalid({ [field]: ['The project requires that a feature has at least one owner or group owner.'] });
    }
  });
}

async function changeOwners(
  context: Context,
  scope: Scope,
  featureId: number,
  change: (db: Db, place: FeaturePlace) => Promise<void>,
): Promise<ProjectFeature> {
  const place = placeOf(scope);
  return namingFaults(() =>
    transact(context, async (write) => {
      const feature = await lockFeature(write.db, place.projectId, featureId);
      if (feature === null) throw notFound();
      const before = await listOwners(write.db, featureId);
      await change(write.db, place);
      const after = await listOwners(write.db, featureId);
      if (JSON.stringify(before) !== JSON.stringify(after)) {
        recordAudit(write, {
          ...place,
          log: `Feature owners changed: ${feature.name}`,
          type: 'FEATURE',
          change: 'UPDATE',
          objectId: feature.id,
          objectUuid: feature.uuid,
          before: { owners: before.users, group_owners: before.groups },
          after: { owners: after.users, group_owners: after.groups },
        });
      }
      const row = await findFeatureRow(write.db, place.projectId, featureId);
      if (row === null) throw notFound();
      return toProjectFeature(row);
    }),
  );
}
