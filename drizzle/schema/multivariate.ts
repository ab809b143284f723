import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { check, doublePrecision, foreignKey, index, integer, pgTable, unique, varchar } from 'drizzle-orm/pg-core';
import { idColumn, isPercentage, uuidColumn } from './columns.ts';
import { featureStates } from './feature-states.ts';
import { featureValueColumns, hasOneValue } from './feature-value.ts';
import { features } from './features.ts';

export const multivariateFeatureOptions = pgTable(
  'multivariate_feature_options',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    featureId: integer('feature_id')
      .notNull()
      .references(() => features.id),
    key: varchar('key', { length: 255 }),
    ...featureValueColumns(),
    defaultPercentageAllocation: doublePrecision('default_percentage_allocation').notNull().default(100),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('multivariate_feature_options_within_feature').on(t.featureId, t.id),
        unique('multivariate_feature_options_key_unique').on(t.featureId, t.key),
        hasOneValue('multivariate_feature_options_one_value', t),
        isPercentage('multivariate_feature_options_percentage', t.defaultPercentageAllocation),
        check('multivariate_feature_options_key_is_slug', sql`${t.key} ~ '^[-a-zA-Z0-9_]+$' and ${t.key} <> 'control'`),
      ]
    : undefined,
);

export const multivariateFeatureStateValues = pgTable(
  'multivariate_feature_state_values',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    featureId: integer('feature_id').notNull(),
    featureStateId: integer('feature_state_id').notNull(),
    multivariateFeatureOptionId: integer('multivariate_feature_option_id').notNull(),
    percentageAllocation: doublePrecision('percentage_allocation').notNull().default(100),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('multivariate_feature_state_values_unique').on(t.featureStateId, t.multivariateFeatureOptionId),
        index('multivariate_feature_state_values_option').on(t.multivariateFeatureOptionId),
        foreignKey({
          name: 'multivariate_feature_state_values_feature_state_fk',
          columns: [t.featureStateId, t.featureId],
          foreignColumns: [featureStates.id, featureStates.featureId],
        }).onDelete('cascade'),
        foreignKey({
          name: 'multivariate_feature_state_values_option_fk',
          columns: [t.featureId, t.multivariateFeatureOptionId],
          foreignColumns: [multivariateFeatureOptions.featureId, multivariateFeatureOptions.id],
        }).onDelete('cascade'),
        isPercentage('multivariate_feature_state_values_percentage', t.percentageAllocation),
      ]
    : undefined,
);
