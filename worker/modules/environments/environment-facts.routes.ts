import * as z from 'zod/mini';
import { EnvironmentMetrics, OnboardingInput, OnboardingStatus } from '../../contract/environments.ts';
import { text } from '../../contract/text-fields.ts';
import { needs, PUBLIC } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import {
  buildDocument,
  deleteTraits,
  reportFirstEvaluation,
  showMetrics,
  showOnboarding,
  showTraitKeys,
} from './environment-facts.service.ts';

const ONE = '/api/v1/environments/{api_key}/';
const view = needs('environment', { path: 'api_key' }, 'VIEW_ENVIRONMENT');
const administer = needs('environment', { path: 'api_key' }, 'ENVIRONMENT_ADMIN');

export const environmentFactsOperations = [
  operation({
    method: 'GET',
    path: `${ONE}document/`,
    access: view,
    summary: 'The environment document that server-side SDKs download, as of now',
    replies: { 200: z.looseObject({ api_key: z.string(), feature_states: z.array(z.unknown()) }) },
    handle: async ({ context, scope }) => ok(await buildDocument(context, scope)),
  }),
  operation({
    method: 'GET',
    path: `${ONE}trait-keys/`,
    access: view,
    summary: 'Lists the keys of all traits in the environment',
    replies: { 200: z.object({ keys: z.array(z.string()) }) },
    handle: async ({ context, scope }) => ok(await showTraitKeys(context, scope)),
  }),
  operation({
    method: 'POST',
    path: `${ONE}delete-traits/`,
    access: administer,
    summary: 'Deletes a trait from every identity of the environment',
    body: z.object({ key: text(200) }),
    replies: { 200: z.object({ key: z.string() }) },
    handle: async ({ context, scope, body }) => {
      await deleteTraits(context, scope, body.key);
      return ok({ key: body.key });
    },
  }),
  operation({
    method: 'GET',
    path: `${ONE}metrics/`,
    access: administer,
    summary: 'Counts features and overrides of the environment',
    replies: { 200: EnvironmentMetrics },
    handle: async ({ context, scope }) => ok(await showMetrics(context, scope)),
  }),
  operation({
    method: 'GET',
    path: `${ONE}onboarding-status/`,
    access: PUBLIC,
    summary: 'Tells when and by which SDK flags of the environment were first asked for',
    replies: { 200: OnboardingStatus },
    handle: async ({ context, path }) => ok(await showOnboarding(context, path('api_key'))),
  }),
  operation({
    method: 'PUT',
    path: `${ONE}onboarding-status/`,
    access: PUBLIC,
    summary: 'Reports that flags of the environment were asked for; only the first report counts',
    body: OnboardingInput,
    replies: { 200: OnboardingStatus },
    handle: async ({ context, path, body }) =>
      ok(await reportFirstEvaluation(context, path('api_key'), body.first_evaluated_sdk_label ?? null)),
  }),
];
