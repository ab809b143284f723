import { MultivariateOption, OptionInput } from '../../contract/multivariate-options.ts';
import { pageOf } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createOption,
  deleteOption,
  getOption,
  getOptionOfScope,
  listFeatureOptions,
  updateOption,
} from './multivariate-options.service.ts';

const LIST = '/api/v1/projects/{project}/features/{feature}/mv-options/';
const ONE = `${LIST}{id}/`;
const project = { path: 'project' };

export const multivariateOptionOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: needs('project', project, 'VIEW_PROJECT'),
    summary: 'Lists the multivariate options of a feature',
    replies: { 200: pageOf(MultivariateOption) },
    handle: async (call) => {
      const window = readWindow(call, PAGES_OF_TEN);
      const part = await listFeatureOptions(call.context, call.scope, call.id('feature'), window);
      return ok(toPage(call, PAGES_OF_TEN, part));
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: needs('project', project, 'CREATE_FEATURE'),
    summary: 'Adds a multivariate option to a feature and its default weight to every environment',
    body: OptionInput,
    replies: { 201: MultivariateOption },
    handle: async (call) => created(await createOption(call.context, call.scope, call.id('feature'), call.body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    // compat: stricter than the list.
    access: needs('project', project, 'VIEW_PROJECT'),
    summary: 'Shows a multivariate option',
    replies: { 200: MultivariateOption },
    handle: async (call) => ok(await getOption(call.context, call.scope, call.id('feature'), call.id('id'))),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: needs('project', project, 'CREATE_FEATURE'),
    summary: 'Changes a multivariate option; what is left out stays',
    body: OptionInput,
    replies: { 200: MultivariateOption },
    handle: async (call) =>
      ok(await updateOption(call.context, call.scope, call.id('feature'), call.id('id'), call.body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: needs('project', project, 'CREATE_FEATURE'),
    summary: 'Removes a multivariate option from a feature and from every environment',
    replies: { 204: null },
    handle: async (call) => {
      await deleteOption(call.context, call.scope, call.id('feature'), call.id('id'));
      return noContent();
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/multivariate/options/get-by-uuid/{uuid}/',
    access: needs('multivariate-option', { pathUuid: 'uuid' }, 'VIEW_PROJECT'),
    summary: 'Shows the multivariate option with a UUID',
    replies: { 200: MultivariateOption },
    handle: async ({ context, scope }) => ok(await getOptionOfScope(context, scope)),
  }),
];
