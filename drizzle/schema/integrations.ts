import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import {
  boolean,
  check,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAtColumn, deletedAtColumn, idColumn, oneOf, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { organisations } from './organisations.ts';
import { projects } from './projects.ts';

export const integrationKinds = [
  'datadog',
  'new-relic',
  'dynatrace',
  'grafana',
  'slack',
  'sentry',
  'amplitude',
  'segment',
  'heap',
  'mixpanel',
  'rudderstack',
  'webhook',
  'github',
  'gitlab',
] as const;
export const integrationScopes = ['organisation', 'project', 'environment'] as const;

/**
 * One per parent and kind, deleted or not: making one again revives the row. `settings` holds the public fields of the kind
 * (base_url, entity_selector, installation_id …), `secrets` its sealed ones (api_key, access_token …), by field name.
 */
export const integrations = pgTable(
  'integrations',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    kind: text('kind', { enum: integrationKinds }).notNull(),
    scope: text('scope', { enum: integrationScopes }).notNull(),
    organisationId: integer('organisation_id')
      .notNull()
      .references(() => organisations.id),
    projectId: integer('project_id'),
    environmentId: integer('environment_id'),
    settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
    secrets: jsonb('secrets').$type<Record<string, string>>().notNull().default({}),
    createdAt: createdAtColumn(),
    updatedAt: createdAtColumn('updated_at'),
    deletedAt: deletedAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('integrations_within_organisation').on(t.id, t.organisationId),
        unique('integrations_within_project').on(t.id, t.projectId),
        unique('integrations_unique').on(t.organisationId, t.projectId, t.environmentId, t.kind).nullsNotDistinct(),
        foreignKey({
          name: 'integrations_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
        foreignKey({
          name: 'integrations_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        oneOf('integrations_kind_known', t.kind, integrationKinds),
        check(
          'integrations_scope_matches',
          sql`case ${t.scope} when 'organisation' then ${t.projectId} is null and ${t.environmentId} is null
       when 'project' then ${t.projectId} is not null and ${t.environmentId} is null
       when 'environment' then ${t.projectId} is not null and ${t.environmentId} is not null else false end`,
        ),
      ]
    : undefined,
);

export const slackEnvironments = pgTable(
  'slack_environments',
  {
    id: idColumn(),
    integrationId: integer('integration_id').notNull(),
    projectId: integer('project_id').notNull(),
    environmentId: integer('environment_id').notNull(),
    channelId: varchar('channel_id', { length: 50 }).notNull(),
    enabled: boolean('enabled').notNull().default(true),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('slack_environments_unique').on(t.integrationId, t.environmentId),
        foreignKey({
          name: 'slack_environments_integration_fk',
          columns: [t.integrationId, t.projectId],
          foreignColumns: [integrations.id, integrations.projectId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'slack_environments_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
      ]
    : undefined,
);

export const githubRepositories = pgTable(
  'github_repositories',
  {
    id: idColumn(),
    integrationId: integer('integration_id').notNull(),
    organisationId: integer('organisation_id').notNull(),
    projectId: integer('project_id').notNull(),
    repositoryOwner: varchar('repository_owner', { length: 100 }).notNull(),
    repositoryName: varchar('repository_name', { length: 100 }).notNull(),
    taggingEnabled: boolean('tagging_enabled').notNull().default(false),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('github_repositories_unique').on(t.projectId, t.repositoryOwner, t.repositoryName),
        foreignKey({
          name: 'github_repositories_integration_fk',
          columns: [t.integrationId, t.organisationId],
          foreignColumns: [integrations.id, integrations.organisationId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'github_repositories_project_fk',
          columns: [t.projectId, t.organisationId],
          foreignColumns: [projects.id, projects.organisationId],
        }),
      ]
    : undefined,
);

export const gitlabWebhooks = pgTable(
  'gitlab_webhooks',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    integrationId: integer('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    gitlabProjectId: integer('gitlab_project_id').notNull(),
    projectPath: varchar('project_path', { length: 255 }).notNull(),
    hookId: integer('hook_id').notNull(),
    sealedSecret: text('sealed_secret').notNull(),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS ? (t) => [uniqueIndex('gitlab_webhooks_unique').on(t.integrationId, t.gitlabProjectId)] : undefined,
);
