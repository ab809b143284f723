import { sql, type SQL } from 'drizzle-orm';

/** A point in time as the wire writes it, with microseconds. */
export const ISO = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

type ValueRow = {
  type: 'int' | 'unicode' | 'bool' | null;
  integer_value: number | null;
  string_value: string | null;
  boolean_value: boolean | null;
};

export type StateSmallRow = ValueRow & {
  id: number;
  environment: number;
  enabled: boolean;
  feature_segment: number | null;
};

export type OptionRow = ValueRow & {
  id: number;
  uuid: string;
  type: 'int' | 'unicode' | 'bool';
  key: string | null;
  default_percentage_allocation: number;
};

type OwnerRow = {
  id: number;
  email: string;
  first_name: string;
  last_name: string;
  last_login: string | null;
  uuid: string;
};

/** A feature as `FEATURE_COLUMNS` and `selectRows` of feature-pages.queries.ts read it. */
export type FeatureRow = {
  id: number;
  uuid: string;
  name: string;
  type: 'STANDARD' | 'MULTIVARIATE';
  description: string | null;
  initial_value: string | null;
  default_enabled: boolean;
  is_archived: boolean;
  is_server_key_only: boolean;
  created_date: string;
  project_id: number;
  tags: number[];
  options: OptionRow[];
  owners: OwnerRow[];
  group_owners: { id: number; name: string }[];
  default_state: StateSmallRow | null;
  segment_state: StateSmallRow | null;
  segment_overrides: number;
  identity_overrides: number | null;
  changed_anywhere: string | null;
  changed_here: string | null;
};

/** Of feature `f`, with what hangs on it as JSON: a page of features is one statement. */
export const FEATURE_COLUMNS = sql`f.id, f.uuid, f.name, f.type, f.description, f.initial_value, f.default_enabled, f.is_archived,
  f.is_server_key_only, f.project_id, ${ISO(sql`f.created_date`)} as created_date,
  (select coalesce(json_agg(t.tag_id order by t.tag_id), '[]') from feature_tags t where t.feature_id = f.id) as tags,
  (select coalesce(json_agg(json_build_object('id', o.id, 'uuid', o.uuid, 'type', o.type, 'integer_value', o.integer_value,
      'string_value', o.string_value, 'boolean_value', o.boolean_value,
      'default_percentage_allocation', o.default_percentage_allocation, 'key', o.key) order by o.id), '[]')
    from multivariate_feature_options o where o.feature_id = f.id) as options,
  (select coalesce(json_agg(json_build_object('id', u.id, 'email', u.email, 'first_name', u.first_name, 'last_name', u.last_name,
      'last_login', ${ISO(sql`u.last_login`)}, 'uuid', u.uuid) order by u.id), '[]')
    from feature_owners w join users u on u.id = w.user_id where w.feature_id = f.id) as owners,
  (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) order by g.id), '[]')
    from feature_group_owners w join groups g on g.id = w.group_id where w.feature_id = f.id) as group_owners`;
