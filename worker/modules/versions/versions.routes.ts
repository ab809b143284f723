import * as z from 'zod/mini';
import { pageOf } from '../../contract/pages.ts';
import {
  PublishInput,
  Version,
  VersionDetail,
  VersionInput,
  VersionQuery,
  VersionState,
  VersionStateInput,
} from '../../contract/versions.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { LARGE_PAGES, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import {
  createVersionState,
  deleteVersionState,
  listVersionStates,
  updateVersionState,
} from './version-states.service.ts';
import { disableVersions, enableVersions } from './versioning.service.ts';
import { createVersion, deleteVersion, listVersions, publishVersion, showVersion } from './versions.service.ts';

const LIST = '/api/v1/environments/{env_id}/features/{feature}/versions/';
const STATES = `${LIST}{environment_feature_version_pk}/featurestates/`;
const view = needs('environment', { path: 'env_id' }, 'VIEW_ENVIRONMENT');
const change = needs('environment', { path: 'env_id' }, 'UPDATE_FEATURE_STATE');
const administer = needs('environment', { path: 'api_key' }, 'ENVIRONMENT_ADMIN');

export const versionOperations = [
  operation({
    method: 'GET',
    path: LIST,
    access: view,
    summary: 'Lists the versions of a feature in an environment, the newest first',
    query: VersionQuery,
    replies: { 200: pageOf(Version) },
    handle: async (call) => {
      const { is_live: asked } = call.query;
      const isLive = /^(true|1)$/i.test(asked ?? '') || (/^(false|0)$/i.test(asked ?? '') ? false : null);
      const window = readWindow(call, LARGE_PAGES);
      return ok(
        toPage(call, LARGE_PAGES, await listVersions(call.context, call.scope, call.id('feature'), isLive, window)),
      );
    },
  }),
  operation({
    method: 'POST',
    path: LIST,
    access: change,
    summary: 'Makes a version of a feature from what it is now, as a draft or published at once',
    body: VersionInput,
    replies: { 201: Version },
    handle: async (call) => created(await createVersion(call.context, call.scope, call.id('feature'), call.body)),
  }),
  operation({
    method: 'DELETE',
    path: `${LIST}{id}/`,
    access: change,
    summary: 'Deletes a version that has not been live',
    replies: { 204: null },
    handle: async (call) => {
      await deleteVersion(call.context, call.scope, call.id('feature'), call.path('id'));
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: `${LIST}{id}/publish/`,
    access: change,
    summary: 'Publishes a version, live at once or from a moment on',
    body: PublishInput,
    replies: { 200: Version },
    handle: async (call) => {
      const { live_from: from = null } = call.body;
      return ok(await publishVersion(call.context, call.scope, call.id('feature'), call.path('id'), from));
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/environment-feature-versions/{id}/',
    access: needs('version', { path: 'id' }, 'VIEW_ENVIRONMENT'),
    summary: 'Shows a version with the one before it',
    replies: { 200: VersionDetail },
    handle: async ({ context, scope, path }) => ok(await showVersion(context, scope, path('id'))),
  }),
  operation({
    method: 'GET',
    path: STATES,
    access: view,
    summary: 'Lists what a version says: the default, then the overrides by priority',
    replies: { 200: z.array(VersionState) },
    handle: async (call) =>
      ok(
        await listVersionStates(
          call.context,
          call.scope,
          call.id('feature'),
          call.path('environment_feature_version_pk'),
        ),
      ),
  }),
  operation({
    method: 'POST',
    path: STATES,
    access: change,
    summary: 'Adds a segment override to a version that is not published',
    body: VersionStateInput,
    replies: { 201: VersionState },
    handle: async (call) => {
      const uuid = call.path('environment_feature_version_pk');
      return created(await createVersionState(call.context, call.scope, call.id('feature'), uuid, call.body));
    },
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: `${STATES}{id}/`,
    access: change,
    summary: 'Changes a state of a version that is not published; what is left out stays',
    body: VersionStateInput,
    replies: { 200: VersionState },
    handle: async (call) => {
      const uuid = call.path('environment_feature_version_pk');
      const at = { featureId: call.id('feature'), uuid, stateId: call.id('id') };
      return ok(await updateVersionState(call.context, call.scope, at, call.body));
    },
  }),
  operation({
    method: 'DELETE',
    path: `${STATES}{id}/`,
    access: change,
    summary: 'Removes a segment override from a version that is not published',
    replies: { 204: null },
    handle: async (call) => {
      const uuid = call.path('environment_feature_version_pk');
      await deleteVersionState(call.context, call.scope, {
        featureId: call.id('feature'),
        uuid,
        stateId: call.id('id'),
      });
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/environments/{api_key}/enable-v2-versioning/',
    access: administer,
    summary: 'Lets every change of a feature in the environment be a version from now on',
    replies: { 202: null },
    handle: async ({ context, scope }) => {
      await enableVersions(context, scope);
      return { status: 202 };
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/environments/{api_key}/disable-v2-versioning/',
    access: administer,
    summary: 'Keeps what is live and gives up all versions of the environment',
    replies: { 202: null },
    handle: async ({ context, scope }) => {
      await disableVersions(context, scope);
      return { status: 202 };
    },
  }),
];
