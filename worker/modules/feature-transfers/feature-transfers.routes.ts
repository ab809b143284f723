import { pageOf } from '../../contract/pages.ts';
import { FeatureExport, FeatureImport } from '../../contract/project-lists.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, toPage } from '../../http/paginate.ts';
import { ok } from '../../http/reply.ts';
import { showExports, showImports } from './feature-transfers.service.ts';

const view = needs('project', { path: 'project' }, 'VIEW_PROJECT');

export const featureTransfersOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/feature-exports/',
    access: view,
    summary: 'Lists the exports of environments that the caller administers',
    replies: { 200: pageOf(FeatureExport) },
    handle: async (call) => {
      const items = await showExports(call.context, call.scope);
      return ok(toPage(call, LARGE_PAGES, { count: items.length, items }));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/feature-imports/',
    access: view,
    summary: 'Lists the imports into environments that the caller administers',
    replies: { 200: pageOf(FeatureImport) },
    handle: async (call) => {
      const items = await showImports(call.context, call.scope);
      return ok(toPage(call, LARGE_PAGES, { count: items.length, items }));
    },
  }),
];
