import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { addEnvironment, createScene, type Scene } from '../fixtures/scene.ts';
import {
  addFeature,
  addIdentityOverride,
  addSegment,
  addSegmentOverride,
  whereTrait,
} from '../fixtures/scene-features.ts';
import { CONFIGURED_KINDS, KIND_FACTS } from '../../modules/integrations/integration-kinds.ts';
import { createMember, type Person } from '../management/people.ts';

/** A project with one of everything that a request can name. Every name holds the marker, so that a leak can be seen. */
export type World = {
  scene: Scene;
  marker: string;
  admin: Person;
  /** Ids, keys and UUIDs by `kind`. */
  ids: Record<string, string>;
};

export async function buildWorld(pool: Pool, within?: World): Promise<World> {
  const marker = `world-${randomUUID()}`;
  const scene =
    within === undefined ? await createScene(pool, named(marker)) : await createProject(pool, within, marker);
  const { organisationId, projectId, environmentId } = scene;
  const admin = within?.admin ?? (await createMember(pool, organisationId, 'ADMIN', { firstName: marker }));
  const member = await createMember(pool, organisationId, 'USER', { firstName: marker });
  const feature = await addFeature(scene, marker, {
    value: marker,
    variants: [{ key: 'a', value: marker, percentage: 10 }],
  });
  const plain = await addFeature(scene, `${marker}-plain`, { value: marker });
  const segmentId = await addSegment(scene, marker, whereTrait('a', marker));
  const override = await addSegmentOverride(scene, plain, segmentId, { value: marker });
  const { identityId, stateId: identityStateId } = await addIdentityOverride(scene, plain, marker, { value: marker });
  const insert = async (sql: string, values: unknown[]): Promise<Record<string, unknown>> => {
    const { rows } = await pool.query(`insert into ${sql} returning *`, values);
    return rows[0] as Record<string, unknown>;
  };
  const version = await insert(
    'environment_feature_versions (project_id, environment_id, feature_id, description) values ($1, $2, $3, $4)',
    [projectId, environmentId, feature.id, marker],
  );
  const tag = await insert('tags (project_id, label) values ($1, $2)', [projectId, marker]);
  const group = await insert('groups (organisation_id, name) values ($1, $2)', [organisationId, marker]);
  const trait = await insert(
    `traits (environment_id, identity_id, trait_key, value_type, string_value, written_at) values ($1, $2, 'a', 'unicode', $3, now())`,
    [environmentId, identityId, marker],
  );
  const invite = await insert('invites (organisation_id, email, token_hash) values ($1, $2, $3)', [
    organisationId,
    `${marker}@example.com`,
    marker,
  ]);
  const link = await insert(
    `invite_links (organisation_id, token_hash, sealed_token, role) values ($1, $2, '', 'USER')`,
    [organisationId, marker],
  );
  const key = await insert('master_api_keys (organisation_id, name, prefix, key_hash) values ($1, $2, $3, $4)', [
    organisationId,
    marker.slice(0, 40),
    randomUUID().slice(0, 8),
    marker,
  ]);
  const backing = await insert('master_api_keys (organisation_id, name, prefix, key_hash) values ($1, $2, $3, $4)', [
    organisationId,
    marker.slice(0, 40),
    randomUUID().slice(0, 8),
    `${marker}-backing`,
  ]);
  const trust = await insert(
    'trust_relationships (organisation_id, name, issuer, audience, master_api_key_id) values ($1, $2, $3, $2, $4)',
    [organisationId, marker, 'https://issuer.example.com', backing['id']],
  );
  const grant = async (table: string, columns: string, values: unknown[]) => {
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    return Number((await insert(`${table} (${columns}) values (${places})`, values))['id']);
  };
  const role = await grant('roles', 'organisation_id, name', [organisationId, marker]);
  const grantRole = (columns = '', values: unknown[] = []) =>
    grant('role_permissions', `organisation_id, role_id${columns}`, [organisationId, role, ...values]);
  const giveRole = (column: string, holder: unknown) =>
    grant('role_assignments', `organisation_id, role_id, ${column}`, [organisationId, role, holder]);
  // Switched off, so that nothing is sent.
  const url = `https://${marker}.example.com`;
  const organisationWebhookId = await grant('organisation_webhooks', 'organisation_id, url, enabled', [
    organisationId,
    url,
    false,
  ]);
  const environmentWebhookId = await grant('environment_webhooks', 'organisation_id, environment_id, url, enabled', [
    organisationId,
    environmentId,
    url,
    false,
  ]);
  const deliver = async (column: string, webhookId: number) => {
    const own = ['organisation_id', column, 'last_sequence'].join(', ');
    const receiverId = await grant('delivery_receivers', own, [organisationId, webhookId, 1]);
    return grant(
      'webhook_deliveries',
      'organisation_id, receiver_id, sequence, event_type, body, state, retry_until, finished_at',
      [organisationId, receiverId, 1, 'FLAG_UPDATED', `{"name":"${marker}"}`, 'failed', new Date(), new Date()],
    );
  };
  const integrations: Record<string, string | number> = {};
  for (const kind of CONFIGURED_KINDS) {
    for (const scope of KIND_FACTS[kind].scopes) {
      // An organisation has one, whatever project is looked at.
      const known = scope === 'organisation' ? within?.ids[`${scope}-${kind}`] : undefined;
      integrations[`${scope}-${kind}`] =
        known ??
        (await grant('integrations', 'organisation_id, project_id, environment_id, scope, kind, settings', [
          organisationId,
          scope === 'organisation' ? null : projectId,
          scope === 'environment' ? environmentId : null,
          scope,
          kind,
          // Refused at once, so that nothing waits to be sent again.
          JSON.stringify({ [KIND_FACTS[kind].address]: `https://${marker}.localhost` }),
        ]));
    }
  }
  const slack = await grant('integrations', 'organisation_id, project_id, scope, kind', [
    organisationId,
    projectId,
    'project',
    'slack',
  ]);
  const slackEnvironmentId = await grant(
    'slack_environments',
    'integration_id, project_id, environment_id, channel_id, enabled',
    [slack, projectId, environmentId, marker.slice(0, 50), false],
  );
  const field = await insert('metadata_fields (organisation_id, name) values ($1, $2)', [organisationId, marker]);
  const modelField = await insert(
    `metadata_model_fields (organisation_id, field_id, entity) values ($1, $2, 'feature')`,
    [organisationId, field['id']],
  );
  const session = await insert(`auth_tokens (user_id, kind, token_hash) values ($1, 'session', $2)`, [
    admin.id,
    marker,
  ]);
  const passkey = await insert(
    `passkeys (user_id, name, credential_id, public_key, algorithm, counter) values ($1, $2, $3, 'x', -7, 0)`,
    [admin.id, marker.slice(0, 100), marker],
  );
  const audit = await insert(
    `audit_logs (organisation_id, project_id, log, related_object_type) values ($1, $2, $3, 'PROJECT')`,
    [organisationId, projectId, marker],
  );
  const uuidOf = async (table: string, id: unknown) =>
    String((await pool.query(`select uuid from ${table} where id = $1`, [id])).rows[0].uuid);
  const serverKey = await pool.query('select id from environment_api_keys where environment_id = $1', [environmentId]);
  const [optionId] = feature.optionIds.values();
  const ids = {
    'trust-relationship': trust['id'],
    organisation: organisationId,
    'organisation-uuid': await uuidOf('organisations', organisationId),
    session: Number(session['id']),
    passkey: Number(passkey['id']),
    project: projectId,
    'project-uuid': await uuidOf('projects', projectId),
    environment: scene.clientKey,
    'environment-id': environmentId,
    'environment-uuid': await uuidOf('environments', environmentId),
    feature: feature.id,
    'feature-uuid': await uuidOf('features', feature.id),
    segment: segmentId,
    'segment-uuid': await uuidOf('segments', segmentId),
    'feature-state': plain.stateId,
    'feature-state-uuid': await uuidOf('feature_states', plain.stateId),
    'identity-state': identityStateId,
    'feature-segment': override.featureSegmentId,
    'feature-segment-uuid': await uuidOf('feature_segments', override.featureSegmentId),
    'version-uuid': version['uuid'],
    option: optionId,
    'option-uuid': await uuidOf('multivariate_feature_options', optionId),
    identity: identityId,
    trait: trait['id'],
    tag: tag['id'],
    'tag-uuid': tag['uuid'],
    group: group['id'],
    invite: invite['id'],
    'invite-link': link['id'],
    'invite-hash': marker,
    'master-key': key['prefix'],
    user: member.id,
    'server-key': serverKey.rows[0].id,
    'user-organisation-permission': await grant('user_organisation_permissions', 'user_id, organisation_id', [
      member.id,
      organisationId,
    ]),
    'group-organisation-permission': await grant('group_organisation_permissions', 'group_id, organisation_id', [
      group['id'],
      organisationId,
    ]),
    'user-project-permission': await grant('user_project_permissions', 'user_id, project_id, organisation_id', [
      member.id,
      projectId,
      organisationId,
    ]),
    'group-project-permission': await grant('group_project_permissions', 'group_id, project_id, organisation_id', [
      group['id'],
      projectId,
      organisationId,
    ]),
    'user-environment-permission': await grant(
      'user_environment_permissions',
      'user_id, environment_id, organisation_id',
      [member.id, environmentId, organisationId],
    ),
    'group-environment-permission': await grant(
      'group_environment_permissions',
      'group_id, environment_id, organisation_id',
      [group['id'], environmentId, organisationId],
    ),
    role,
    'role-organisation-permission': await grantRole(),
    'role-project-permission': await grantRole(', project_id', [projectId]),
    'role-environment-permission': await grantRole(', project_id, environment_id', [projectId, environmentId]),
    'role-user': await giveRole('user_id', member.id),
    'role-group': await giveRole('group_id', group['id']),
    'role-master-key': await giveRole('master_api_key_id', key['id']),
    'organisation-webhook': organisationWebhookId,
    'organisation-delivery': await deliver('organisation_webhook_id', organisationWebhookId),
    'environment-webhook': environmentWebhookId,
    ...integrations,
    'slack-environment': slackEnvironmentId,
    'organisation-integration-delivery':
      within?.ids['organisation-integration-delivery'] ??
      (await deliver('integration_id', Number(integrations['organisation-grafana']))),
    'project-integration-delivery': await deliver('integration_id', Number(integrations['project-grafana'])),
    'environment-integration-delivery': await deliver('integration_id', Number(integrations['environment-grafana'])),
    'environment-delivery': await deliver('environment_webhook_id', environmentWebhookId),
    'metadata-field': field['id'],
    'model-field': modelField['id'],
    'audit-log': audit['id'],
    'feature-export': await grant('feature_exports', 'environment_id, status, data', [
      environmentId,
      'SUCCESS',
      `[{"name":"${marker}"}]`,
    ]),
    'organisation-import': await grant('organisation_imports', 'organisation_id, source, status, step', [
      organisationId,
      'halyard',
      'SUCCESS',
      marker,
    ]),
    'launch-darkly-import': await grant(
      'launch_darkly_imports',
      'organisation_id, project_id, ld_project_key, status, completed_at',
      [
        organisationId,
        projectId,
        marker,
        JSON.stringify({ requested_environment_count: 0, requested_flag_count: 0, error_messages: [marker] }),
        new Date(),
      ],
    ),
  };
  return { scene, marker, admin, ids: Object.fromEntries(Object.entries(ids).map(([kind, id]) => [kind, String(id)])) };
}

const named = (name: string) => ({ organisation: { name }, project: { name }, environment: { name } });

/** Another project in the organisation of a world. */
async function createProject(pool: Pool, { scene }: World, name: string): Promise<Scene> {
  const { rows } = await pool.query('insert into projects (organisation_id, name) values ($1, $2) returning id', [
    scene.organisationId,
    name,
  ]);
  return addEnvironment({ ...scene, projectId: Number(rows[0].id) }, { name });
}
