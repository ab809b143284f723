import * as z from 'zod/mini';
import {
  CONTENT_TYPES,
  ContentType,
  ModelField,
  ModelFieldsQuery,
  ModelFieldUpdate,
  NewModelField,
  RequiredForQuery,
} from '../../contract/metadata-fields.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createModelField,
  deleteModelField,
  getModelField,
  listModelFields,
  toEntity,
  updateModelField,
} from './model-fields.service.ts';

const MODEL_FIELDS = '/api/v1/organisations/{org}/metadata-model-fields/';
/** Who may write depends on the field: the service asks. */
const asMember = needs('organisation', { path: 'org' }, 'MEMBER');
const contentTypes = (...models: string[]) => CONTENT_TYPES.filter(({ model }) => models.includes(model));

export const metadataModelFieldOperations = [
  operation({
    method: 'GET',
    path: MODEL_FIELDS,
    access: asMember,
    summary: 'Lists which kinds of entities have which custom fields',
    query: ModelFieldsQuery,
    replies: { 200: pageOf(ModelField) },
    handle: async (call) => {
      const filter = {
        organisationId: call.scope.organisationId,
        entity: toEntity(Number(call.query.content_type ?? 0)),
      };
      return ok(
        toPage(call, PAGES_OF_TEN, await listModelFields(call.context, filter, readWindow(call, PAGES_OF_TEN))),
      );
    },
  }),
  operation({
    method: 'POST',
    path: MODEL_FIELDS,
    access: asMember,
    summary: 'Gives a kind of entity a custom field',
    body: NewModelField,
    replies: { 201: ModelField },
    handle: async ({ context, scope, body }) => created(await createModelField(context, scope.organisationId, body)),
  }),
  operation({
    method: 'GET',
    path: `${MODEL_FIELDS}supported-content-types/`,
    access: asMember,
    summary: 'Lists the kinds of entities by number',
    replies: { 200: z.array(ContentType) },
    handle: async () => ok(CONTENT_TYPES),
  }),
  operation({
    method: 'GET',
    path: `${MODEL_FIELDS}supported-required-for-models/`,
    access: asMember,
    summary: 'Lists what can require a custom field to be filled',
    query: RequiredForQuery,
    replies: { 200: z.array(ContentType) },
    handle: async () => ok(contentTypes('organisation', 'project')),
  }),
  operation({
    method: 'GET',
    path: `${MODEL_FIELDS}{id}/`,
    access: asMember,
    summary: 'Shows that a kind of entity has a custom field',
    replies: { 200: ModelField },
    handle: async ({ context, scope, id }) => ok(await getModelField(context, scope.organisationId, id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${MODEL_FIELDS}{id}/`,
    access: asMember,
    summary: 'Changes where a custom field must be filled',
    body: ModelFieldUpdate,
    replies: { 200: ModelField },
    handle: async ({ context, scope, id, body }) =>
      ok(await updateModelField(context, scope.organisationId, id('id'), body)),
  }),
  operation({
    method: 'DELETE',
    path: `${MODEL_FIELDS}{id}/`,
    access: asMember,
    summary: 'Takes a custom field from a kind of entity',
    replies: { 204: null },
    handle: async ({ context, scope, id }) => {
      await deleteModelField(context, scope.organisationId, id('id'));
      return noContent();
    },
  }),
];
