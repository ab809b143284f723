import * as z from 'zod/mini';
import {
  EvaluationData,
  EvaluationEvents,
  LifecycleCounts,
  RequestEvents,
  UsageCount,
  UsageData,
} from '../../contract/usage.ts';
import { needs } from '../../core/access.ts';
import { invalid } from '../../core/errors.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { readPeriod, readStep } from './usage-period.ts';
import {
  showEvaluationEvents,
  showEvaluations,
  showLifecycle,
  showRequestEvents,
  showUsage,
  showUsageCount,
} from './usage.service.ts';

const places = { project_id: z.optional(z.string()), environment_id: z.optional(z.string()) };
const steps = { period: z.optional(z.string()), aggregate_every: z.optional(z.string()) };

const administer = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');
const labels = {
  client_application_name: z.optional(z.string()),
  client_application_version: z.optional(z.string()),
  user_agent: z.optional(z.string()),
};

const idOf = (value: string | undefined) =>
  value !== undefined && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
const textOf = (value: string | undefined) => value?.replaceAll('\0', '') || null;

const labelsOf = (query: { [name in keyof typeof labels]?: string | undefined }) => ({
  application: textOf(query.client_application_name),
  version: textOf(query.client_application_version),
  userAgent: textOf(query.user_agent),
});

const filterOf = (query: { project_id?: string | undefined; environment_id?: string | undefined }) => ({
  projectId: idOf(query.project_id),
  environmentId: idOf(query.environment_id),
});

/** Throws INVALID without an environment. */
function requiredEnvironment(name: string | undefined): number {
  const environmentId = idOf(name);
  if (environmentId === null) throw invalid({ environment_id: ['A valid integer is required.'] });
  return environmentId;
}

function windowOf(query: { [name in keyof typeof steps]?: string | undefined }, now: Date) {
  const period = readPeriod(query.period, now);
  return { period, step: readStep(query.aggregate_every, period) };
}

export const usageOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/usage-data/',
    access: administer,
    summary: 'Counts the requests of SDKs by day, hour or quarter of an hour',
    query: z.object({ ...places, ...steps, ...labels }),
    replies: { 200: z.array(UsageData) },
    handle: async ({ context, scope, query }) => {
      const filter = { ...labelsOf(query), ...filterOf(query) };
      return ok(await showUsage(context, scope, windowOf(query, context.now()), filter));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/influx-data/',
    access: administer,
    summary: 'Counts the requests of SDKs, in the shape of the first charts; see usage-data',
    query: z.object({ ...places, ...steps }),
    replies: { 200: RequestEvents },
    handle: async ({ context, scope, query }) => {
      const filter = { ...labelsOf({}), ...filterOf(query) };
      return ok(await showRequestEvents(context, scope, windowOf(query, context.now()), filter));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/usage-data/total-count/',
    access: administer,
    summary: 'Counts the requests of SDKs in the last 30 days',
    replies: { 200: UsageCount },
    handle: async ({ context, scope }) => ok(await showUsageCount(context, scope)),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/features/{id}/evaluation-data/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    summary: 'Counts the evaluations of a feature by day, hour or quarter of an hour',
    query: z.object({ environment_id: z.optional(z.string()), ...steps, ...labels }),
    replies: { 200: z.array(EvaluationData) },
    handle: async ({ context, scope, query, id }) => {
      const place = { featureId: id('id'), environmentId: requiredEnvironment(query.environment_id) };
      return ok(await showEvaluations(context, scope, place, windowOf(query, context.now()), labelsOf(query)));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/features/{id}/influx-data/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    summary: 'Counts the evaluations of a feature, in the shape of the first charts; see evaluation-data',
    query: z.object({ environment_id: z.optional(z.string()), ...steps }),
    replies: { 200: EvaluationEvents },
    handle: async ({ context, scope, query, id }) => {
      const place = { featureId: id('id'), environmentId: requiredEnvironment(query.environment_id) };
      const window = windowOf({ ...query, period: query.period ?? '24h' }, context.now());
      return ok(await showEvaluationEvents(context, scope, place, window));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/environments/{env_id}/feature-lifecycle-counts/',
    access: needs('environment', { path: 'env_id' }, 'VIEW_ENVIRONMENT'),
    summary: 'Counts the features at each stage of their life',
    replies: { 200: LifecycleCounts },
    handle: async ({ context, scope }) => ok(await showLifecycle(context, scope)),
  }),
];
