import { sql } from 'drizzle-orm';
import type { Db } from '../../../drizzle/db.ts';
import type {
  ExportedEnvironment,
  ExportedFeature,
  ExportedIdentity,
  ExportedMetadataField,
  ExportedProject,
  ExportedTag,
  LeftOut,
} from '../../contract/organisation-export.ts';

const scalar = (alias: string) =>
  sql.raw(`case ${alias}.type when 'int' then to_jsonb(${alias}.integer_value) when 'bool' then to_jsonb(${alias}.boolean_value)
    else to_jsonb(${alias}.string_value) end`);

const metadataOf = (entity: 'feature' | 'segment' | 'environment', alias: string) => sql`coalesce((
  select jsonb_agg(jsonb_build_object('field', m.field_id, 'value', v.field_value) order by m.field_id)
  from metadata_values v join metadata_model_fields m on m.id = v.model_field_id
  where ${sql.raw(`v.${entity}_id = ${alias}.id`)}), '[]'::jsonb) as metadata`;

export async function findOrganisationName(db: Db, organisationId: number): Promise<{ id: number; name: string }> {
  const rows = await db.execute(sql`select id, name from organisations where id = ${organisationId}`);
  return (rows as { id: number; name: string }[])[0] as { id: number; name: string };
}

export async function listExportedProjects(db: Db, organisationId: number): Promise<ExportedProject[]> {
  const rows = await db.execute(sql`
    select id, name, hide_disabled_flags, prevent_flag_defaults, enforce_feature_owners, enable_realtime_updates,
      only_allow_lower_case_feature_names, feature_name_regex, stale_flags_limit_days, minimum_change_request_approvals
    from projects where organisation_id = ${organisationId} and deleted_at is null order by id`);
  return rows as ExportedProject[];
}

export async function listExportedFields(db: Db, organisationId: number): Promise<ExportedMetadataField[]> {
  const rows = await db.execute(sql`
    select f.id, f.name, f.type, f.description, f.project_id as project,
      coalesce((select jsonb_agg(m.entity order by m.entity) from metadata_model_fields m where m.field_id = f.id), '[]'::jsonb) as entities,
      coalesce((select jsonb_agg(jsonb_build_object('entity', m.entity, 'project', r.project_id) order by r.id)
        from metadata_requirements r join metadata_model_fields m on m.id = r.model_field_id
        left join projects p on p.id = r.project_id
        where m.field_id = f.id and p.deleted_at is null), '[]'::jsonb) as required
    from metadata_fields f left join projects p on p.id = f.project_id
    where f.organisation_id = ${organisationId} and p.deleted_at is null order by f.id`);
  return rows as ExportedMetadataField[];
}

export async function listExportedTags(db: Db, projectId: number): Promise<ExportedTag[]> {
  const rows = await db.execute(sql`
    select id, label, color, description, is_permanent from tags
    where project_id = ${projectId} and not is_system_tag order by id`);
  return rows as ExportedTag[];
}

export async function listWholeFeatures(db: Db, projectId: number): Promise<ExportedFeature[]> {
  const rows = await db.execute(sql`
    select f.id, f.name, f.type, f.description, f.initial_value, f.default_enabled, f.is_archived, f.is_server_key_only,
      coalesce((select jsonb_agg(t.tag_id order by t.tag_id) from feature_tags t join tags g on g.id = t.tag_id and not g.is_system_tag
        where t.feature_id = f.id), '[]'::jsonb) as tags,
      coalesce((select jsonb_agg(u.email order by u.email) from feature_owners o join users u on u.id = o.user_id
        where o.feature_id = f.id), '[]'::jsonb) as owners,
      coalesce((select jsonb_agg(g.name order by g.name) from feature_group_owners o join groups g on g.id = o.group_id
        where o.feature_id = f.id), '[]'::jsonb) as group_owners,
      coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'key', o.key, 'value', ${scalar('o')},
          'default_percentage_allocation', o.default_percentage_allocation) order by o.id)
        from multivariate_feature_options o where o.feature_id = f.id), '[]'::jsonb) as options,
      ${metadataOf('feature', 'f')}
    from features f where f.project_id = ${projectId} and f.deleted_at is null order by f.id`);
  return rows as ExportedFeature[];
}

export type SegmentRow = {
  id: number;
  name: string;
  description: string | null;
  feature: number | null;
  is_system_segment: boolean;
  metadata: { field: number; value: string }[];
  rules: { id: number; parent: number | null; type: 'ALL' | 'ANY' | 'NONE' }[];
  conditions: {
    rule: number;
    operator: never;
    property: string | null;
    value: string | null;
    description: string | null;
  }[];
};

export async function listSegmentRows(db: Db, projectId: number): Promise<SegmentRow[]> {
  const rows = await db.execute(sql`
    select s.id, s.name, s.description, s.feature_id as feature, s.is_system_segment,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'parent', r.parent_rule_id, 'type', r.type) order by r.id)
        from segment_rules r where r.segment_id = s.id and r.deleted_at is null), '[]'::jsonb) as rules,
      coalesce((select jsonb_agg(jsonb_build_object('rule', c.rule_id, 'operator', c.operator, 'property', c.property, 'value', c.value,
          'description', c.description) order by c.id)
        from segment_conditions c where c.segment_id = s.id and c.deleted_at is null), '[]'::jsonb) as conditions,
      ${metadataOf('segment', 's')}
    from segments s left join features f on f.id = s.feature_id
    where s.project_id = ${projectId} and s.deleted_at is null and s.version_of_id is null and s.change_request_id is null
      and f.deleted_at is null order by s.id`);
  return rows as SegmentRow[];
}

export async function listExportedEnvironments(
  db: Db,
  projectId: number,
): Promise<Omit<ExportedEnvironment, 'states'>[]> {
  const rows = await db.execute(sql`
    select e.id, e.name, e.description, e.api_key, e.allow_client_traits, e.banner_text, e.banner_colour, e.hide_disabled_flags,
      e.use_identity_composite_key_for_hashing, e.hide_sensitive_data, e.use_v2_feature_versioning,
      e.use_identity_overrides_in_local_eval, e.minimum_change_request_approvals, ${metadataOf('environment', 'e')}
    from environments e where e.project_id = ${projectId} and e.deleted_at is null order by e.id`);
  return rows as Omit<ExportedEnvironment, 'states'>[];
}

export type IdentityPage = (Omit<ExportedIdentity, 'overrides'> & { id: number })[];

/** The next identities after the id, with their traits. */
export async function listIdentities(
  db: Db,
  environmentId: number,
  afterId: number,
  limit: number,
): Promise<IdentityPage> {
  const rows = await db.execute(sql`
    select i.id, i.identifier, i.dashboard_alias, to_char(i.created_date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_date,
      coalesce((select jsonb_agg(jsonb_build_object('key', t.trait_key, 'type', t.value_type, 'value', case t.value_type
          when 'int' then to_jsonb(t.integer_value) when 'float' then to_jsonb(t.float_value) when 'bool' then to_jsonb(t.boolean_value)
          else to_jsonb(t.string_value) end) order by t.trait_key)
        from traits t where t.identity_id = i.id and t.deleted_at is null), '[]'::jsonb) as traits
    from identities i where i.environment_id = ${environmentId} and i.id > ${afterId} order by i.id limit ${limit}`);
  return rows as IdentityPage;
}

/** What an export does not hold, and why. */
export async function listLeftOut(
  db: Db,
  organisationId: number,
  { withIdentities, withServerKeys }: { withIdentities: boolean; withServerKeys: boolean },
): Promise<LeftOut[]> {
  const ofProject = sql`project_id in (select id from projects where organisation_id = ${organisationId} and deleted_at is null)`;
  const rows = await db.execute(sql`
    select kind, count, reason from (values
      ('scheduled change', (select count(*) from feature_states where ${ofProject} and deleted_at is null and live_from > now()),
        'Only what is in force now is exported.'),
      ('change request', (select count(*) from change_requests where ${ofProject} and deleted_at is null and committed_at is null),
        'Open change requests stay behind.'),
      ('version', (select count(*) from environment_feature_versions where ${ofProject} and deleted_at is null),
        'The history of versions stays behind: each feature begins with one published version.'),
      ('identity', (select count(*) from identities i join environments e on e.id = i.environment_id
          where e.${ofProject} and e.deleted_at is null and not ${withIdentities}::boolean), 'The export was asked for without identities.'),
      ('server-side key', (select count(*) from environment_api_keys k join environments e on e.id = k.environment_id
          where e.${ofProject} and e.deleted_at is null and not ${withServerKeys}::boolean), 'The export was asked for without keys.'),
      ('webhook', (select count(*) from organisation_webhooks where organisation_id = ${organisationId})
        + (select count(*) from environment_webhooks where organisation_id = ${organisationId}), 'Receivers hold secrets and addresses of this server.'),
      ('integration', (select count(*) from integrations where organisation_id = ${organisationId} and deleted_at is null),
        'Integrations hold secrets.'),
      ('member', (select count(*) from user_organisations where organisation_id = ${organisationId}),
        'People, groups, roles, permissions and keys of the management API are not part of an export.')
    ) as t (kind, count, reason) where count > 0`);
  return (rows as { kind: string; count: number | string; reason: string }[]).map((row) => ({
    ...row,
    count: Number(row.count),
  }));
}
