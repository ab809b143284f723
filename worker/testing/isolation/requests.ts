import type { Operation } from '../../http/operation.ts';
import { CONFIGURED_KINDS, KIND_FACTS } from '../../modules/integrations/integration-kinds.ts';
import type { World } from './world.ts';

/** What a parameter of a path names, by the fixed part before it where its own name is not enough. */
const KINDS: Record<string, string> = {
  org: 'organisation',
  organisation_id: 'organisation',
  'organisations/id': 'organisation',
  'organisations/uuid': 'organisation-uuid',
  project: 'project',
  'projects/id': 'project',
  'projects/uuid': 'project-uuid',
  api_key: 'environment',
  env_key: 'environment',
  environment_key: 'environment',
  env_id: 'environment-id',
  'environments/uuid': 'environment-uuid',
  feature: 'feature',
  feature_id: 'feature',
  'features/id': 'feature',
  'features/uuid': 'feature-uuid',
  'segments/id': 'segment',
  'segments/uuid': 'segment-uuid',
  segment_id: 'segment',
  'featurestates/id': 'feature-state',
  'identities/featurestates/id': 'identity-state',
  'featurestates/uuid': 'feature-state-uuid',
  'feature-segments/id': 'feature-segment',
  'feature-segments/uuid': 'feature-segment-uuid',
  'versions/id': 'version-uuid',
  environment_feature_version_pk: 'version-uuid',
  'environment-feature-versions/id': 'version-uuid',
  'mv-options/id': 'option',
  'options/uuid': 'option-uuid',
  identity_pk: 'identity',
  identity_uuid: 'missing-uuid',
  featurestate_uuid: 'missing-uuid',
  'identities/id': 'identity',
  'traits/id': 'trait',
  'auth/sessions/session': 'session',
  'auth/passkeys/passkey': 'passkey',
  'tags/id': 'tag',
  'tags/uuid': 'tag-uuid',
  'groups/id': 'group',
  group_pk: 'group',
  'invites/id': 'invite',
  'invite-links/id': 'invite-link',
  hash: 'invite-hash',
  prefix: 'master-key',
  'trust-relationships/id': 'trust-relationship',
  user_pk: 'user',
  user_id: 'user',
  'users/id': 'user',
  'api-keys/id': 'server-key',
  'organisations/user-permissions/id': 'user-organisation-permission',
  'organisations/user-group-permissions/id': 'group-organisation-permission',
  'projects/user-permissions/id': 'user-project-permission',
  'projects/user-group-permissions/id': 'group-project-permission',
  'environments/user-permissions/id': 'user-environment-permission',
  'environments/user-group-permissions/id': 'group-environment-permission',
  'organisations/webhooks/id': 'organisation-webhook',
  'environments/webhooks/id': 'environment-webhook',
  'organisations/deliveries/delivery_id': 'organisation-delivery',
  'environments/deliveries/delivery_id': 'environment-delivery',
  'environments/integrations/slack/id': 'slack-environment',
  'organisations/integrations/deliveries/delivery_id': 'organisation-integration-delivery',
  'projects/integrations/deliveries/delivery_id': 'project-integration-delivery',
  'environments/integrations/deliveries/delivery_id': 'environment-integration-delivery',
  // Where the kind is not in the path, any will do.
  'organisations/integrations/id': 'organisation-grafana',
  'projects/integrations/id': 'project-grafana',
  'environments/integrations/id': 'environment-grafana',
  ...Object.fromEntries(
    CONFIGURED_KINDS.flatMap((kind) =>
      KIND_FACTS[kind].scopes.map((scope) => [`${scope}s/integrations/${kind}/id`, `${scope}-${kind}`]),
    ),
  ),
  'fields/id': 'metadata-field',
  'metadata-model-fields/id': 'model-field',
  'audit/id': 'audit-log',
  feature_export_id: 'feature-export',
  environment_id: 'environment-id',
  'organisations/imports/id': 'organisation-import',
  'projects/launch-darkly/id': 'launch-darkly-import',
  'roles/id': 'role',
  role_pk: 'role',
  'organisations/roles/organisation-permissions/id': 'role-organisation-permission',
  'organisations/roles/projects-permissions/id': 'role-project-permission',
  'organisations/roles/environments-permissions/id': 'role-environment-permission',
  'organisations/roles/users/id': 'role-user',
  'organisations/roles/groups/id': 'role-group',
  'organisations/roles/master-api-keys/id': 'role-master-key',
};

export type Parameter = { name: string; kind: string };

/** The parameters of the operation's path in order. Throws for one whose kind nobody has told yet. */
export function parametersOf({ path }: Pick<Operation, 'path'>): Parameter[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.flatMap((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return [];
    const fixed = parts.slice(0, index).filter((one) => !one.startsWith('{') && one !== 'get-by-uuid');
    const last = fixed.at(-1) ?? '';
    const tries = [
      `${fixed.slice(2).join('/')}/${name}`,
      ...fixed.map((before) => `${before}/${last}/${name}`),
      `${last}/${name}`,
      name,
    ];
    const kind = tries.map((key) => KINDS[key]).find((found) => found !== undefined);
    if (kind === undefined) throw new Error(`${path}: tell worker/testing/isolation/requests.ts what {${name}} names`);
    return [{ name, kind }];
  });
}

/** The path with each parameter from the world that is given for it. */
export function fillPath(operation: Pick<Operation, 'path'>, worldOf: (index: number) => World | null): string {
  const parameters = parametersOf(operation);
  let index = -1;
  return operation.path.replaceAll(/\{\w+\}/g, () => {
    index += 1;
    const kind = parameters[index]?.kind ?? '';
    return encodeURIComponent(worldOf(index)?.ids[kind] ?? missingOf(kind));
  });
}

/** An id of the kind that no row has. */
export function missingOf(kind: string): string {
  if (kind.endsWith('uuid')) return '00000000-0000-4000-8000-000000000000';
  return kind === 'environment' || kind === 'master-key' || kind === 'invite-hash' ? 'missing0' : '2000000000';
}

/** Fields of bodies and queries that name rows, and what they name. */
export const ID_FIELDS: Record<string, string> = {
  organisation: 'organisation',
  project: 'project',
  environment: 'environment-id',
  environment_id: 'environment-id',
  tag_ids: 'tag',
  feature: 'feature',
  segment: 'segment',
  feature_segment: 'feature-segment',
  identity: 'identity',
  tags: 'tag',
  owners: 'user',
  group_owners: 'group',
  user_ids: 'user',
  group_ids: 'group',
  users: 'user',
  user: 'user',
  group: 'group',
  master_api_key: 'master-key',
  permission_groups: 'group',
  model_field: 'model-field',
  multivariate_feature_option: 'option',
  source_identity_id: 'identity',
  segment_ids_to_delete_overrides: 'segment',
  field: 'metadata-field',
  id: 'feature-segment',
};
