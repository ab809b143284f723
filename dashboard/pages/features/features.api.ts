import type { Feature, FeatureUpdate } from '../../../worker/contract/features.ts';
import type { FlagInput, Flag } from '../../../worker/contract/flag-updates.ts';
import type { DashFeature } from '../../../worker/contract/dash.ts';
import type { MultivariateOption, OptionInput } from '../../../worker/contract/multivariate-options.ts';
import { invalidate, patch, useResource, type View } from '../../api/cache.ts';
import { request, requestAnonymously } from '../../api/client.ts';
import { toFailure } from '../../api/failure.ts';
import { toQuery, type FeatureFilter } from './feature-filter.ts';

export type FeaturePage = { count: number; results: Feature[] };

const listPath = (projectId: number) => `/api/v1/projects/${projectId}/features/`;
const flagPath = (key: string, featureId: number) =>
  `/api/__future__/environments/${encodeURIComponent(key)}/features/${featureId}/`;
export const detailPath = (key: string, featureId: number): string =>
  `/api/v1/dash/environments/${encodeURIComponent(key)}/features/${featureId}/`;

export function useFeatures(projectId: number, environmentId: number, filter: FeatureFilter): View<FeaturePage> {
  return useResource(`${listPath(projectId)}?${toQuery(filter, environmentId)}`);
}

export function useFeature(key: string, featureId: number): View<DashFeature> {
  return useResource(detailPath(key, featureId));
}

/** Switches a feature for everybody in an environment. Screens show it at once; if it fails, they show again what was before. */
export async function switchFeature(
  place: { projectId: number; environmentId: number; key: string },
  featureId: number,
  enabled: boolean,
): Promise<void> {
  const inList = patch<FeaturePage>(`${listPath(place.projectId)}?environment=${place.environmentId}&`, (page) => ({
    ...page,
    results: page.results.map((feature) => {
      const state = feature.environment_feature_state;
      if (feature.id !== featureId || state === null) return feature;
      return { ...feature, environment_feature_state: { ...state, enabled } };
    }),
  }));
  const inDrawer = patchDetail(place.key, featureId, (detail) => ({
    ...detail,
    flag: { ...detail.flag, environment_default: { ...detail.flag.environment_default, enabled } },
  }));
  try {
    await request('PATCH', flagPath(place.key, featureId), { environment_default: { enabled } });
  } catch (error) {
    inList();
    inDrawer();
    throw error;
  }
  forgetFeature(place.projectId, place.key, featureId);
}

type Save = { method: 'PATCH' | 'PUT'; body: FlagInput };

/** Saves what a feature is in an environment, for everybody and for segments: all of it or nothing. */
export async function saveFlag(key: string, featureId: number, save: Save): Promise<void> {
  const flag = await request<Flag>(save.method, flagPath(key, featureId), save.body);
  patchDetail(key, featureId, (detail) => ({ ...detail, flag }));
}

const optionsPath = (projectId: number, featureId: number) => `${listPath(projectId)}${featureId}/mv-options/`;

/** Adds a variation that nobody gets yet, in every environment. */
export async function createOption(projectId: number, featureId: number, option: OptionInput) {
  const body = { ...option, default_percentage_allocation: 0 };
  return request<MultivariateOption>('POST', optionsPath(projectId, featureId), body);
}

export async function updateOption(projectId: number, featureId: number, optionId: number, option: OptionInput) {
  return request<MultivariateOption>('PATCH', `${optionsPath(projectId, featureId)}${optionId}/`, option);
}

export async function deleteOption(projectId: number, featureId: number, optionId: number): Promise<void> {
  await request('DELETE', `${optionsPath(projectId, featureId)}${optionId}/`);
}

export type NewFeature = {
  name: string;
  description: string;
  initial_value: string;
  default_enabled: boolean;
  tags: number[];
  owners?: number[];
  metadata?: { model_field: number; field_value: string }[];
};

export async function createFeature(projectId: number, feature: NewFeature): Promise<Feature> {
  const { description, initial_value: value, ...rest } = feature;
  const body = { ...rest, description: description || null, initial_value: value || null };
  const created = await request<Feature>('POST', listPath(projectId), body);
  invalidate(listPath(projectId));
  return created;
}

/** Changes the feature itself, in every environment. */
export async function updateFeature(
  projectId: number,
  key: string,
  featureId: number,
  body: FeatureUpdate,
): Promise<void> {
  await request('PATCH', `${listPath(projectId)}${featureId}/`, body);
  patchDetail(key, featureId, (detail) => ({
    ...detail,
    feature: { ...detail.feature, ...shown(body) },
  }));
  invalidate(listPath(projectId));
  // The other environments show it too.
  invalidate('/api/v1/dash/environments/');
}

/** What of a change screens can show before they are told. */
function shown({ description, tags, metadata, ...rest }: FeatureUpdate) {
  const { is_archived: isArchived, is_server_key_only: isServerOnly } = rest;
  return {
    // Ids of values are the server's, and nobody asks for them here.
    ...(metadata == null ? {} : { metadata: metadata.map((item) => ({ id: 0, ...item })) }),
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
    ...(isArchived === undefined ? {} : { is_archived: isArchived }),
    ...(isServerOnly === undefined ? {} : { is_server_key_only: isServerOnly }),
  };
}

export async function deleteFeature(projectId: number, featureId: number): Promise<void> {
  await request('DELETE', `${listPath(projectId)}${featureId}/`);
  invalidate(listPath(projectId));
}

/** Changes what is known of the feature in the environment, and nothing that lies below its path. */
function patchDetail(key: string, featureId: number, change: (detail: DashFeature) => DashFeature): () => void {
  return patch<DashFeature>(detailPath(key, featureId), change, { isExact: true });
}

/** What is known of the feature in lists and in this environment is old. */
export function forgetFeature(projectId: number, key: string, featureId: number): void {
  invalidate(listPath(projectId));
  invalidate(detailPath(key, featureId));
}

/** What is known of all features in the environment is old. */
export function forgetFlags(projectId: number, environment: { id: number; key: string }): void {
  invalidate(`${listPath(projectId)}?environment=${environment.id}&`);
  invalidate(`/api/v1/dash/environments/${encodeURIComponent(environment.key)}/features/`);
}

/** What is known of overrides for identities is old. */
export function forgetIdentityStates(key: string): void {
  invalidate(`/api/v1/environments/${encodeURIComponent(key)}/featurestates/`);
}

/** What came back, for people to read: a line about the answer, and the answer. */
export type SdkAnswer = { line: string; text: string };

/** Asks for the flags of an environment with its client-side key, as an SDK does. */
export async function askAsSdk(environmentKey: string): Promise<SdkAnswer> {
  const begin = performance.now();
  try {
    const answer = await requestAnonymously<unknown>('GET', '/api/v1/flags/', undefined, {
      'x-environment-key': environmentKey,
    });
    return {
      line: `GET /api/v1/flags/ answered after ${Math.round(performance.now() - begin)} ms`,
      text: JSON.stringify(answer, null, 2),
    };
  } catch (error) {
    return { line: 'GET /api/v1/flags/ failed', text: toFailure(error).message };
  }
}
