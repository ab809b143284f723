import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, foreignKey, index, integer, pgTable, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { createdAtColumn, deletedAtColumn, digestOf, idColumn, moment, uuidColumn } from './columns.ts';
import { projects } from './projects.ts';

export const environments = pgTable(
  'environments',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    name: varchar('name', { length: 2000 }).notNull(),
    description: text('description'),
    /** The client-side key. Public, so it is kept as it is. */
    apiKey: varchar('api_key', { length: 100 }).notNull().unique(),
    minimumChangeRequestApprovals: integer('minimum_change_request_approvals'),
    allowClientTraits: boolean('allow_client_traits').notNull().default(true),
    bannerText: varchar('banner_text', { length: 255 }),
    bannerColour: varchar('banner_colour', { length: 7 }),
    /** Null: as the project says. */
    hideDisabledFlags: boolean('hide_disabled_flags'),
    useIdentityCompositeKeyForHashing: boolean('use_identity_composite_key_for_hashing').notNull().default(true),
    hideSensitiveData: boolean('hide_sensitive_data').notNull().default(false),
    useV2FeatureVersioning: boolean('use_v2_feature_versioning').notNull().default(false),
    useIdentityOverridesInLocalEval: boolean('use_identity_overrides_in_local_eval').notNull().default(true),
    isCreating: boolean('is_creating').notNull().default(false),
    firstEvaluatedAt: moment('first_evaluated_at'),
    firstEvaluatedSdkLabel: varchar('first_evaluated_sdk_label', { length: 100 }),
    createdDate: createdAtColumn('created_date'),
    /** When the newest published document says it was changed. Written by the publisher alone, and only forward. */
    updatedAt: moment('updated_at').notNull().defaultNow(),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'environments_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        unique('environments_within_project').on(t.id, t.projectId),
        unique('environments_within_organisation').on(t.id, t.organisationId),
        unique('environments_within_both').on(t.id, t.projectId, t.organisationId),
        index('environments_project').on(t.projectId),
        uniqueIndex('environments_name_unique')
          .on(t.projectId, digestOf(t.name))
          .where(sql`${t.deletedAt} is null`),
      ]
    : undefined,
);

/** Server-side keys. */
export const environmentApiKeys = pgTable(
  'environment_api_keys',
  {
    id: idColumn(),
    environmentId: integer('environment_id')
      .notNull()
      .references(() => environments.id),
    /**
     * `ser.` and 22 characters. compat: the management API shows it for as long as it exists, so it cannot be a hash; lookups never
     * read it, so it may be sealed.
     */
    key: text('key').notNull().unique(),
    /** SHA-256, hex, of the whole key, `ser.` included. */
    keyHash: text('key_hash').notNull().unique(),
    name: varchar('name', { length: 100 }).notNull(),
    active: boolean('active').notNull().default(true),
    expiresAt: moment('expires_at'),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS ? (t) => [index('environment_api_keys_environment').on(t.environmentId)] : undefined,
);
