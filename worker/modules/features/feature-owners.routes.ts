import { FeatureGroupOwnerInput, FeatureOwnerInput, ProjectFeature } from '../../contract/features.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { addOwners, removeOwners } from './feature-owners.service.ts';

const ONE = '/api/v1/projects/{project}/features/{id}/';
const access = needs('project', { path: 'project' }, 'CREATE_FEATURE');
const replies = { 200: ProjectFeature };

const changes = [
  { verb: 'add', summary: 'Makes', change: addOwners, as: 'owners of' },
  { verb: 'remove', summary: 'Takes', change: removeOwners, as: 'from the owners of' },
];

export const featureOwnerOperations = changes.flatMap(({ verb, summary, change, as }) => [
  operation({
    method: 'POST',
    path: `${ONE}${verb}-owners/`,
    access,
    summary: `${summary} users ${as} a feature`,
    body: FeatureOwnerInput,
    replies,
    handle: async (call) =>
      ok(await change(call.context, call.scope, call.id('id'), { users: unique(call.body.user_ids), groups: [] })),
  }),
  operation({
    method: 'POST',
    path: `${ONE}${verb}-group-owners/`,
    access,
    summary: `${summary} groups ${as} a feature`,
    body: FeatureGroupOwnerInput,
    replies,
    handle: async (call) =>
      ok(await change(call.context, call.scope, call.id('id'), { users: [], groups: unique(call.body.group_ids) })),
  }),
]);

const unique = (ids: number[]) => [...new Set(ids)];
