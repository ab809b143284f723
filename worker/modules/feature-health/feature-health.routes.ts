import * as z from 'zod/mini';
import { HealthEvent, HealthProvider } from '../../contract/project-lists.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { showHealthEvents, showHealthProviders } from './feature-health.service.ts';

const view = needs('project', { path: 'project' }, 'VIEW_PROJECT');

export const featureHealthOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/feature-health/events/',
    access: view,
    summary: 'Lists the latest health events of features',
    replies: { 200: z.array(HealthEvent) },
    handle: async ({ context, scope }) => ok(await showHealthEvents(context, scope)),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/feature-health/providers/',
    access: view,
    summary: 'Lists the health providers of a project',
    replies: { 200: z.array(HealthProvider) },
    handle: async ({ context, scope }) => ok(await showHealthProviders(context, scope)),
  }),
];
