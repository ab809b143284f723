import { foreignKey, index, integer, jsonb, pgTable, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, moment, oneOf } from './columns.ts';
import { features } from './features.ts';
import { projects } from './projects.ts';

export const externalResourceTypes = ['GITHUB_ISSUE', 'GITHUB_PR', 'GITLAB_ISSUE', 'GITLAB_MR'] as const;

/** Issues and merge requests that belong to a feature. */
export const featureExternalResources = pgTable(
  'feature_external_resources',
  {
    id: idColumn(),
    featureId: integer('feature_id')
      .notNull()
      .references(() => features.id),
    url: varchar('url', { length: 200 }).notNull(),
    type: text('type', { enum: externalResourceTypes }).notNull(),
    metadata: jsonb('metadata').$type<Record<string, unknown>>(),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('feature_external_resources_unique').on(t.featureId, t.url),
        index('feature_external_resources_url').on(t.url),
        oneOf('feature_external_resources_type_known', t.type, externalResourceTypes),
      ]
    : undefined,
);

export const vcsProviders = ['github'] as const;

export const vcsRepositories = pgTable(
  'vcs_repositories',
  {
    id: idColumn(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    url: varchar('url', { length: 2000 }).notNull(),
    vcsProvider: text('vcs_provider', { enum: vcsProviders }).notNull().default('github'),
    lastScannedAt: moment('last_scanned_at'),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('vcs_repositories_unique').on(t.projectId, t.url),
        unique('vcs_repositories_within_project').on(t.id, t.projectId),
        oneOf('vcs_repositories_provider_known', t.vcsProvider, vcsProviders),
      ]
    : undefined,
);

export type CodeReference = { file_path: string; line_number: number };

export const scannedCodeReferences = pgTable(
  'scanned_code_references',
  {
    id: idColumn(),
    projectId: integer('project_id').notNull(),
    featureId: integer('feature_id').notNull(),
    repositoryId: integer('repository_id').notNull(),
    revision: varchar('revision', { length: 100 }).notNull(),
    codeReferences: jsonb('code_references').$type<CodeReference[]>().notNull(),
    /** Of the list of references: a scan that finds the same again adds no row. */
    referencesHash: text('references_hash').notNull(),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        uniqueIndex('scanned_code_references_unique').on(t.featureId, t.repositoryId, t.referencesHash),
        foreignKey({
          name: 'scanned_code_references_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'scanned_code_references_repository_fk',
          columns: [t.repositoryId, t.projectId],
          foreignColumns: [vcsRepositories.id, vcsRepositories.projectId],
        }).onDelete('cascade'),
      ]
    : undefined,
);
