import * as z from 'zod/mini';
import { AuditLogDetail } from '../../contract/audit-logs.ts';
import {
  DashBootstrap,
  DashBootstrapQuery,
  DashConfig,
  DashFeature,
  DashFlags,
  DashIdentity,
  DashIntegrations,
  DashPageQuery,
  DashSegmentUse,
} from '../../contract/dash.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, PUBLIC, USER } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { listFlags } from '../flags-api/flag-list.service.ts';
import { readSearch, showRecentIdentities } from '../identities/managed-identities.service.ts';
import { requirePermission } from '../permissions/access.service.ts';
import { getOwnPermissionsAtAll } from '../permissions/own-permissions.service.ts';
import { bootstrap } from './bootstrap.service.ts';
import { getDashFeature, listFeatureHistory } from './dash-feature.service.ts';
import { listDashIntegrations } from './dash-integrations.service.ts';
import { listDashSegmentUses } from './dash-segment.service.ts';
import { showConfig } from './config.service.ts';

const IDENTITY_PAGES = { size: 100, largest: 100 };

/** Answers made for screens of the dashboard: each holds what several operations would, for whoever may use those. */
export const dashOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/dash/config/',
    access: PUBLIC,
    summary:
      'Shows where the dashboard finds the flags that steer it, and whom it can ask who somebody is, before anybody has signed in',
    replies: { 200: DashConfig },
    handle: async ({ context }) => ok(showConfig(context.setting)),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/bootstrap/',
    access: USER,
    summary:
      'Shows what the frame of a screen needs: the caller, and a project and environment as the caller may view them',
    query: DashBootstrapQuery,
    replies: { 200: DashBootstrap },
    handle: async ({ context, query }) => ok(await bootstrap(context, query)),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/environments/{environment_key}/features/{feature_id}/',
    access: needs('environment', { path: 'environment_key' }, 'VIEW_ENVIRONMENT'),
    summary: 'Shows a feature with what an environment says of it, for everybody and for segments',
    replies: { 200: DashFeature },
    handle: async ({ context, scope, id }) => {
      requirePermission(scope, 'VIEW_PROJECT');
      return ok(await getDashFeature(context, scope, id('feature_id')));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/environments/{environment_key}/features/{feature_id}/history/',
    access: needs('environment', { path: 'environment_key' }, 'VIEW_ENVIRONMENT'),
    summary: 'Lists what the audit log knows of a feature in an environment, newest first, with what changed',
    query: DashPageQuery,
    replies: { 200: pageOf(AuditLogDetail) },
    handle: async (call) => {
      requirePermission(call.scope, 'VIEW_AUDIT_LOG');
      const window = readWindow(call, LARGE_PAGES);
      const part = await listFeatureHistory(call.context, call.scope, call.id('feature_id'), window);
      return ok(toPage(call, LARGE_PAGES, part));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/environments/{environment_key}/flags/',
    access: needs('environment', { path: 'environment_key' }, 'VIEW_ENVIRONMENT'),
    summary: 'Shows what every feature is in an environment, for everybody and for segments',
    replies: { 200: DashFlags },
    handle: async ({ context, scope }) => {
      requirePermission(scope, 'VIEW_PROJECT');
      const [{ flags, segments }, permissions] = await Promise.all([
        listFlags(context, scope),
        getOwnPermissionsAtAll(context, scope),
      ]);
      return ok({ permissions: permissions.environment, features: flags, segments });
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/environments/{environment_key}/identities/',
    access: needs('environment', { path: 'environment_key' }, 'VIEW_IDENTITIES'),
    summary: 'Lists the identities of an environment with their traits, the newest first',
    query: z.object({ q: z.optional(z.string()), page: z.optional(z.string()), page_size: z.optional(z.string()) }),
    replies: { 200: pageOf(DashIdentity) },
    handle: async (call) => {
      const window = readWindow(call, IDENTITY_PAGES);
      const part = await showRecentIdentities(call.context, call.scope, readSearch(call.query.q), window);
      return ok(toPage(call, IDENTITY_PAGES, part));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/projects/{project}/segments/{id}/uses/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    summary: 'Lists what a segment makes of features, in every environment that the caller may view',
    replies: { 200: z.array(DashSegmentUse) },
    handle: async ({ context, scope, id }) => ok(await listDashSegmentUses(context, scope, id('id'))),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/dash/projects/{project}/integrations/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    summary: 'Lists the integrations of a project and of those of its environments that the caller may view',
    replies: { 200: DashIntegrations },
    handle: async ({ context, scope }) => ok(await listDashIntegrations(context, scope)),
  }),
];
