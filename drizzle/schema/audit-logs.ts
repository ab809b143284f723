import { boolean, foreignKey, index, integer, jsonb, pgTable, text, unique, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, oneOf } from './columns.ts';
import { environments } from './environments.ts';
import { organisations } from './organisations.ts';
import { projects } from './projects.ts';

export const auditObjectTypes = [
  'FEATURE',
  'FEATURE_STATE',
  'SEGMENT',
  'ENVIRONMENT',
  'CHANGE_REQUEST',
  'EDGE_IDENTITY',
  'IMPORT_REQUEST',
  'EF_VERSION',
  'FEATURE_HEALTH',
  'RELEASE_PIPELINE',
  'WAREHOUSE_CONNECTION',
  'EXPERIMENT',
  'METRIC',
  'ORGANISATION',
  'MEMBER',
  'GROUP',
  'ROLE',
  'INVITE',
  'PROJECT',
  'TAG',
  'IDENTITY',
  'KEY',
  'WEBHOOK',
  'INTEGRATION',
  'PERMISSION',
  'METADATA',
  'USER',
] as const;

export const auditChangeTypes = ['CREATE', 'UPDATE', 'DELETE', 'UNKNOWN'] as const;

/**
 * Insert-only, and chained per organisation: a trigger gives each row the next `sequence` and a hash over itself and its
 * predecessor's, and refuses updates and deletions. The author has no foreign key, because a row must outlive its author; the
 * name it had then is kept beside.
 */
export const auditLogs = pgTable(
  'audit_logs',
  {
    id: idColumn(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    projectId: integer('project_id'),
    environmentId: integer('environment_id'),
    createdDate: createdAtColumn('created_date'),
    log: text('log').notNull(),
    authorId: integer('author_id'),
    masterApiKeyId: integer('master_api_key_id'),
    /** Email of the user, or name of the master key. */
    authorName: varchar('author_name', { length: 254 }),
    relatedObjectId: integer('related_object_id'),
    relatedObjectUuid: varchar('related_object_uuid', { length: 36 }),
    relatedObjectType: text('related_object_type', { enum: auditObjectTypes }).notNull(),
    changeType: text('change_type', { enum: auditChangeTypes }).notNull().default('UNKNOWN'),
    /** The fields that changed, without secrets and trait values. */
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
    isSystemEvent: boolean('is_system_event').notNull().default(false),
    /** These three are the trigger's. */
    sequence: integer('sequence').notNull().default(0),
    previousHash: text('previous_hash').notNull().default(''),
    hash: text('hash').notNull().default(''),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        foreignKey({
          name: 'audit_logs_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        foreignKey({
          name: 'audit_logs_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        unique('audit_logs_chain').on(t.organisationId, t.sequence),
        index('audit_logs_project_newest').on(t.projectId, t.createdDate.desc(), t.id.desc()),
        index('audit_logs_organisation_newest').on(t.organisationId, t.createdDate.desc(), t.id.desc()),
        index('audit_logs_related_object').on(t.relatedObjectType, t.relatedObjectId),
        oneOf('audit_logs_related_object_type_known', t.relatedObjectType, auditObjectTypes),
        oneOf('audit_logs_change_type_known', t.changeType, auditChangeTypes),
      ]
    : undefined,
);

/** The end of each organisation's chain: locked by whoever appends, and witness against removal of the newest rows. */
export const auditHeads = pgTable('audit_heads', {
  organisationId: integer('organisation_id')
    .primaryKey()
    .references(() => organisations.id),
  sequence: integer('sequence').notNull(),
  hash: text('hash').notNull(),
});
