import { sql } from 'drizzle-orm';
import { IS_FOR_MIGRATIONS } from './constraints.ts';
import { boolean, integer, pgTable, text, unique, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { idColumn, oneOf, uuidColumn } from './columns.ts';
import { projects } from './projects.ts';

export const tagTypes = ['NONE', 'STALE', 'GITHUB', 'UNHEALTHY', 'GITLAB'] as const;

export const tags = pgTable(
  'tags',
  {
    id: idColumn(),
    uuid: uuidColumn(),
    projectId: integer('project_id')
      .notNull()
      .references(() => projects.id),
    label: varchar('label', { length: 100 }).notNull(),
    color: varchar('color', { length: 10 }).notNull().default('#6837FC'),
    description: varchar('description', { length: 512 }),
    isSystemTag: boolean('is_system_tag').notNull().default(false),
    isPermanent: boolean('is_permanent').notNull().default(false),
    type: text('type', { enum: tagTypes }).notNull().default('NONE'),
  },
  IS_FOR_MIGRATIONS
    ? (t) => [
        unique('tags_within_project').on(t.projectId, t.id),
        uniqueIndex('tags_system_tag_unique')
          .on(t.projectId, t.label, t.type)
          .where(sql`${t.isSystemTag}`),
        oneOf('tags_type_known', t.type, tagTypes),
      ]
    : undefined,
);
