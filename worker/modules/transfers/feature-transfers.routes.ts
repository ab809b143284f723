import { FeatureExportInput, FeatureImportInput, TransferredFeatures } from '../../contract/feature-transfers.ts';
import { pageOf } from '../../contract/pages.ts';
import { FeatureExport, FeatureImport } from '../../contract/project-lists.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, toPage } from '../../http/paginate.ts';
import { created, ok } from '../../http/reply.ts';
import { downloadExport, exportFeatures } from './export-features.service.ts';
import { importFeatures } from './import-features.service.ts';
import { showExports, showImports } from './feature-transfers.service.ts';

const view = needs('project', { path: 'project' }, 'VIEW_PROJECT');

export const featureTransfersOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/features/create-feature-export/',
    access: needs('environment', { body: 'environment_id' }, 'ENVIRONMENT_ADMIN'),
    summary: 'Exports what the features are in an environment, or those with one of the tags',
    body: FeatureExportInput,
    replies: { 201: FeatureExport },
    handle: async (call) => created(await exportFeatures(call.context, call.scope, call.body.tag_ids ?? [])),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/features/download-feature-export/{feature_export_id}/',
    access: needs('feature-export', { path: 'feature_export_id' }, 'ENVIRONMENT_ADMIN'),
    summary: 'Shows the features that an export holds',
    replies: { 200: TransferredFeatures },
    handle: async (call) => ok(await downloadExport(call.context, call.scope.resourceId)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/features/feature-import/{environment_id}',
    access: needs('environment', { path: 'environment_id' }, 'ORGANISATION_ADMIN'),
    summary: 'Imports the features of an export into an environment',
    body: FeatureImportInput,
    replies: { 201: FeatureImport },
    handle: async (call) => created(await importFeatures(call.context, call.scope, call.body)),
  }),
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
