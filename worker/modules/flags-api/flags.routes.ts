import { Flag, FlagInput, FlagUpdateV1, FlagUpdateV2, SegmentOverrideDeletion } from '../../contract/flag-updates.ts';
import { needs, type Scope } from '../../core/access.ts';
import { notFound } from '../../core/errors.ts';
import { operation } from '../../http/operation.ts';
import { noContent, ok } from '../../http/reply.ts';
import { requirePermission } from '../permissions/access.service.ts';
import { deleteSegmentOverride, updateFlagV1, updateFlagV2 } from './experiments.service.ts';
import { planFlag } from './flag-plan.ts';
import { getFlag, removeOverride, writeFlag } from './flags.service.ts';

const FLAG = '/api/__future__/environments/{environment_key}/features/{feature_id}/';
const EXPERIMENTS = '/api/experiments/environments/{environment_key}/';
const environment = { path: 'environment_key' };
const writers = needs('environment', environment, 'UPDATE_FEATURE_STATE', 'MANAGE_SEGMENT_OVERRIDES');
const updaters = needs('environment', environment, 'UPDATE_FEATURE_STATE');

/** Who may write one of the two properties is told 403 for the other; who may write none is told there is nothing. */
function requireProperties(scope: Scope, input: FlagInput): void {
  if (input.environment_default !== undefined) requirePermission(scope, 'UPDATE_FEATURE_STATE');
  if (input.segment_overrides !== undefined) requirePermission(scope, 'MANAGE_SEGMENT_OVERRIDES');
}

const writing = (method: 'PUT' | 'PATCH', summary: string) =>
  operation({
    method,
    path: FLAG,
    access: writers,
    refusal: 'NOT_FOUND',
    summary,
    body: FlagInput,
    replies: { 200: Flag },
    handle: async (call) => {
      requireProperties(call.scope, call.body);
      const featureId = call.id('feature_id');
      return ok(
        await writeFlag(call.context, call.scope, featureId, (flag, origin) =>
          planFlag(flag, origin, call.body, method === 'PUT'),
        ),
      );
    },
  });

export const flagOperations = [
  operation({
    method: 'GET',
    path: FLAG,
    access: needs('environment', environment, 'VIEW_ENVIRONMENT', 'UPDATE_FEATURE_STATE', 'MANAGE_SEGMENT_OVERRIDES'),
    refusal: 'NOT_FOUND',
    summary: 'Shows what a feature is in an environment, for everybody and for segments',
    replies: { 200: Flag },
    handle: async (call) => ok(await getFlag(call.context, call.scope, call.id('feature_id'))),
  }),
  writing('PUT', 'Sets what a feature is in an environment: what is given is made anew, overrides not listed go'),
  writing('PATCH', 'Changes what a feature is in an environment; what is left out stays'),
  operation({
    method: 'DELETE',
    path: `${FLAG}segment-overrides/{segment_id}/`,
    access: writers,
    refusal: 'NOT_FOUND',
    summary: 'Removes the override of a segment',
    replies: { 200: Flag },
    handle: async (call) => {
      requirePermission(call.scope, 'MANAGE_SEGMENT_OVERRIDES');
      const missing = () => notFound('The segment does not override the feature.');
      const plan = removeOverride(call.id('segment_id'), missing);
      return ok(await writeFlag(call.context, call.scope, call.id('feature_id'), plan));
    },
  }),
  operation({
    method: 'POST',
    path: `${EXPERIMENTS}update-flag-v1/`,
    access: updaters,
    summary: 'Sets what a feature is for everybody, or for one segment',
    body: FlagUpdateV1,
    replies: { 204: null },
    handle: async ({ context, scope, body }) => {
      await updateFlagV1(context, scope, body);
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${EXPERIMENTS}update-flag-v2/`,
    access: updaters,
    summary: 'Sets what a feature is for everybody and for the segments listed',
    body: FlagUpdateV2,
    replies: { 204: null },
    handle: async ({ context, scope, body }) => {
      await updateFlagV2(context, scope, body);
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${EXPERIMENTS}delete-segment-override/`,
    access: updaters,
    summary: 'Removes the override of a segment',
    body: SegmentOverrideDeletion,
    replies: { 204: null },
    handle: async ({ context, scope, body }) => {
      await deleteSegmentOverride(context, scope, body);
      return noContent();
    },
  }),
];
