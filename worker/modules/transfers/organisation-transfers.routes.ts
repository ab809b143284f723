import * as z from 'zod/mini';
import { OrganisationExportInput, OrganisationImport, OrganisationImportInput } from '../../contract/transfers.ts';
import { OrganisationExport } from '../../contract/organisation-export.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { created, ok } from '../../http/reply.ts';
import { beginExport } from './export-organisation.service.ts';
import { beginImport, showImport, showImports } from './organisation-imports.service.ts';

const administer = needs('organisation', { path: 'org' }, 'ORGANISATION_ADMIN');
const LARGEST_DOCUMENT_BYTES = 25 * 1024 * 1024;

export const organisationTransfersOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/organisations/{org}/export/',
    access: administer,
    summary: 'Exports the whole organisation as one document',
    body: OrganisationExportInput,
    replies: { 200: OrganisationExport },
    handle: async ({ context, scope, body }) => {
      const options = {
        withIdentities: body.include_identities ?? false,
        withServerKeys: body.include_server_keys ?? false,
      };
      const stream = await beginExport(context, scope.organisationId, options);
      const headers = { 'content-disposition': 'attachment; filename="organisation.json"' };
      return { status: 200, body: stream, headers };
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/organisations/{org}/imports/',
    access: administer,
    summary: 'Imports the projects of a document into the organisation, or tries it',
    body: OrganisationImportInput,
    bodyLimit: LARGEST_DOCUMENT_BYTES,
    replies: { 201: OrganisationImport },
    handle: async ({ context, scope, body }) =>
      created(await beginImport(context, scope, { document: body.document, isDryRun: body.dry_run ?? false })),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/imports/',
    access: administer,
    summary: 'Lists the newest imports into the organisation, with their progress and reports',
    replies: { 200: z.array(OrganisationImport) },
    handle: async ({ context, scope }) => ok(await showImports(context, scope)),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/organisations/{org}/imports/{id}/',
    access: administer,
    summary: 'Shows an import with its progress and report',
    replies: { 200: OrganisationImport },
    handle: async (call) => ok(await showImport(call.context, call.scope, call.id('id'))),
  }),
];
