import * as z from 'zod/mini';
import {
  NewOrganisation,
  Organisation,
  OrganisationUpdate,
  OrganisationUsage,
  PageQuery,
  SubscriptionLimits,
} from '../../contract/organisations.ts';
import { pageOf } from '../../contract/pages.ts';
import { Project } from '../../contract/projects.ts';
import { needs, SIGNED_IN_ACCOUNT, USER } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, readWindow, toPage } from '../../http/paginate.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { listProjects } from '../projects/projects.service.ts';
import {
  countRequests,
  createOrganisation,
  deleteOrganisation,
  getOrganisation,
  listOrganisations,
  updateOrganisation,
} from './organisations.service.ts';

const ONE = '/api/v1/organisations/{id}/';
const asAdmin = needs('organisation', { path: 'id' }, 'ORGANISATION_ADMIN');

/** Nothing is limited. */
const UNLIMITED: z.infer<typeof SubscriptionLimits> = {
  max_seats: null,
  max_api_calls: null,
  max_projects: null,
  payment_source: null,
  chargebee_email: null,
  feature_history_visibility_days: null,
  audit_log_visibility_days: null,
};

export const organisationOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/organisations/',
    access: SIGNED_IN_ACCOUNT,
    summary: "Lists the caller's organisations",
    query: PageQuery,
    replies: { 200: pageOf(Organisation) },
    handle: async (call) =>
      ok(toPage(call, PAGES_OF_TEN, await listOrganisations(call.context, readWindow(call, PAGES_OF_TEN)))),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/organisations/',
    access: USER,
    summary: 'Creates an organisation, of which the caller becomes the administrator',
    body: NewOrganisation,
    replies: { 201: Organisation },
    handle: async ({ context, body }) => created(await createOrganisation(context, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: asAdmin,
    summary: 'Shows an organisation',
    replies: { 200: Organisation },
    handle: async ({ context, scope }) => ok(await getOrganisation(context, scope.organisationId)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    access: asAdmin,
    summary: 'Changes an organisation',
    body: OrganisationUpdate,
    replies: { 200: Organisation },
    handle: async ({ context, scope, body }) => ok(await updateOrganisation(context, scope.organisationId, body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: asAdmin,
    summary: 'Deletes an organisation with everything beneath it',
    replies: { 204: null },
    handle: async ({ context, scope }) => {
      await deleteOrganisation(context, scope.organisationId);
      return noContent();
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/organisations/get-by-uuid/{uuid}/',
    access: needs('organisation', { pathUuid: 'uuid' }, 'MEMBER'),
    summary: 'Shows the organisation with a UUID',
    replies: { 200: Organisation },
    handle: async ({ context, scope }) => ok(await getOrganisation(context, scope.organisationId)),
  }),
  operation({
    method: 'GET',
    path: `${ONE}get-subscription-metadata/`,
    access: asAdmin,
    summary: 'Shows the limits of the plan, of which there are none',
    replies: { 200: SubscriptionLimits },
    handle: async () => ok(UNLIMITED),
  }),
  operation({
    method: 'GET',
    path: `${ONE}projects/`,
    access: needs('organisation', { path: 'id' }, 'MEMBER'),
    summary: "Lists the organisation's projects that the caller may see",
    replies: { 200: z.array(Project) },
    handle: async ({ context, scope }) => ok(await listProjects(context, { organisationId: scope.organisationId })),
  }),
  operation({
    method: 'GET',
    path: `${ONE}usage/`,
    access: asAdmin,
    summary: 'Counts the requests of SDKs in the last 30 days',
    replies: { 200: OrganisationUsage },
    handle: async ({ context, scope }) => ok({ events: await countRequests(context, scope.organisationId) }),
  }),
];
