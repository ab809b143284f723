import { foreignKey, index, integer, jsonb, pgTable, text, unique, varchar } from 'drizzle-orm/pg-core';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { createdAtColumn, idColumn, oneOf, uuidColumn } from './columns.ts';
import { environments } from './environments.ts';
import { features } from './features.ts';
import { projects } from './projects.ts';
import { users } from './users.ts';

export const healthProviderNames = ['Webhook', 'Grafana'] as const;
export const healthEventTypes = ['UNHEALTHY', 'HEALTHY'] as const;

export type HealthEventReason = {
  text_blocks: { text: string; title?: string }[];
  url_blocks: { url: string; title?: string }[];
};

export const featureHealthProviders = pgTable(
  'feature_health_providers',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    name: text('name', { enum: healthProviderNames }).notNull(),
    createdById: integer('created_by_id').references(() => users.id, { onDelete: 'set null' }),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('feature_health_providers_unique').on(t.projectId, t.name),
        oneOf('feature_health_providers_name_known', t.name, healthProviderNames),
      ]
    : undefined,
);

export const featureHealthEvents = pgTable(
  'feature_health_events',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    projectId: integer('project_id').notNull(),
    featureId: integer('feature_id').notNull(),
    environmentId: integer('environment_id'),
    type: text('type', { enum: healthEventTypes }).notNull(),
    providerName: varchar('provider_name', { length: 255 }),
    reason: jsonb('reason').$type<HealthEventReason>(),
    externalId: varchar('external_id', { length: 255 }),
    createdAt: createdAtColumn(),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        index('feature_health_events_newest').on(t.featureId, t.createdAt.desc()),
        foreignKey({
          name: 'feature_health_events_feature_fk',
          columns: [t.featureId, t.projectId],
          foreignColumns: [features.id, features.projectId],
        }),
        foreignKey({
          name: 'feature_health_events_environment_fk',
          columns: [t.environmentId, t.projectId],
          foreignColumns: [environments.id, environments.projectId],
        }),
        oneOf('feature_health_events_type_known', t.type, healthEventTypes),
      ]
    : undefined,
);
