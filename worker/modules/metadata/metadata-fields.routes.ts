import {
  MetadataField,
  MetadataFieldsQuery,
  MetadataFieldUpdate,
  NewMetadataField,
  ProjectMetadataFieldsQuery,
} from '../../contract/metadata-fields.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs, SIGNED_IN, SIGNED_IN_ADMINISTRATION } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createField,
  deleteField,
  getField,
  getProjectField,
  listFields,
  updateField,
} from './metadata-fields.service.ts';

const FIELDS = '/api/v1/metadata/fields/';
const OF_PROJECT = '/api/v1/projects/{project}/metadata/fields/';
const asViewer = needs('project', { path: 'project' }, 'VIEW_PROJECT');
const ENTITIES = ['feature', 'segment', 'environment'] as const;

export const metadataFieldOperations = [
  operation({
    method: 'GET',
    path: FIELDS,
    access: needs('organisation', { query: 'organisation' }, 'MEMBER'),
    summary: "Lists an organisation's custom fields",
    query: MetadataFieldsQuery,
    replies: { 200: pageOf(MetadataField) },
    handle: async (call) => {
      const filter = { organisationId: call.scope.organisationId, projectId: null };
      return ok(toPage(call, LARGE_PAGES, await listFields(call.context, filter, readWindow(call, LARGE_PAGES))));
    },
  }),
  operation({
    method: 'POST',
    path: FIELDS,
    access: needs('organisation', { body: 'organisation' }, 'MEMBER'),
    summary: 'Creates a custom field of an organisation or of one of its projects',
    body: NewMetadataField,
    replies: { 201: MetadataField },
    handle: async ({ context, scope, body }) => created(await createField(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: `${FIELDS}{id}/`,
    access: SIGNED_IN,
    summary: 'Shows a custom field',
    replies: { 200: MetadataField },
    handle: async ({ context, id }) => ok(await getField(context, id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${FIELDS}{id}/`,
    access: SIGNED_IN_ADMINISTRATION,
    summary: 'Changes a custom field; whose it is stays',
    body: MetadataFieldUpdate,
    replies: { 200: MetadataField },
    handle: async ({ context, id, body }) => ok(await updateField(context, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${FIELDS}{id}/`,
    access: SIGNED_IN_ADMINISTRATION,
    summary: 'Deletes a custom field with all that was said in it',
    replies: { 204: null },
    handle: async ({ context, id }) => {
      await deleteField(context, id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'GET',
    path: OF_PROJECT,
    access: asViewer,
    summary: "Lists a project's custom fields, with the organisation's if wanted",
    query: ProjectMetadataFieldsQuery,
    replies: { 200: pageOf(MetadataField) },
    handle: async (call) => {
      const { organisationId, projectId } = call.scope;
      const withOrganisation = ['true', '1'].includes(call.query.include_organisation?.toLowerCase() ?? '');
      const entity = ENTITIES.find((known) => known === call.query.entity);
      const filter = { organisationId, projectId, withOrganisation, entity };
      return ok(toPage(call, LARGE_PAGES, await listFields(call.context, filter, readWindow(call, LARGE_PAGES))));
    },
  }),
  operation({
    method: 'GET',
    path: `${OF_PROJECT}{id}/`,
    access: asViewer,
    summary: 'Shows a custom field that holds in a project',
    replies: { 200: MetadataField },
    handle: async ({ context, scope, id }) => ok(await getProjectField(context, scope, id('id'))),
  }),
];
