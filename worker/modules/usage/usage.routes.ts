import * as z from 'zod/mini';
import { EvaluationData, LifecycleCounts, UsageCount, UsageData } from '../../contract/usage.ts';
import { needs } from '../../core/access.ts';
import { invalid } from '../../core/errors.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { readPeriod, showEvaluations, showLifecycle, showUsage, showUsageCount } from './usage.service.ts';

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

export const usageOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/usage-data/',
    access: administer,
    summary: 'Counts the requests of SDKs by day',
    query: z.object({
      project_id: z.optional(z.string()),
      environment_id: z.optional(z.string()),
      period: z.optional(z.string()),
      ...labels,
    }),
    replies: { 200: z.array(UsageData) },
    handle: async ({ context, scope, query }) =>
      ok(
        await showUsage(context, scope, readPeriod(query.period, context.now()), {
          ...labelsOf(query),
          projectId: idOf(query.project_id),
          environmentId: idOf(query.environment_id),
        }),
      ),
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
    summary: 'Counts the evaluations of a feature by day',
    query: z.object({ environment_id: z.optional(z.string()), period: z.optional(z.string()), ...labels }),
    replies: { 200: z.array(EvaluationData) },
    handle: async ({ context, scope, query, id }) => {
      const environmentId = idOf(query.environment_id);
      if (environmentId === null) throw invalid({ environment_id: ['A valid integer is required.'] });
      const days = /^\d{1,3}$/.test(query.period ?? '') ? Math.max(1, Number(query.period)) : 30;
      return ok(await showEvaluations(context, scope, { featureId: id('id'), environmentId }, days, labelsOf(query)));
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
