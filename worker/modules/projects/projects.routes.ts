import * as z from 'zod/mini';
import { Project, ProjectDetail, ProjectInput, ProjectPatch } from '../../contract/projects.ts';
import { needs, SIGNED_IN } from '../../core/access.ts';
import { invalid } from '../../core/errors.ts';
import { operation } from '../../http/operation.ts';
import { created, noContent, ok } from '../../http/reply.ts';
import { changeProject, createProject, getProject, listProjects, removeProject } from './projects.service.ts';

const BASE = '/api/v1/projects/';
const ONE = `${BASE}{id}/`;

export const projectsOperations = [
  operation({
    method: 'GET',
    path: BASE,
    access: SIGNED_IN,
    summary: 'Lists the projects that the caller may view',
    query: z.object({ organisation: z.optional(z.string()), uuid: z.optional(z.string()) }),
    replies: { 200: z.array(Project) },
    handle: async ({ context, query }) => {
      const organisation = query.organisation;
      // compat: the old dashboard asks with whatever its state holds while it loads.
      if (organisation !== undefined && !/^\d{1,9}$/.test(organisation)) {
        throw invalid({ organisation: ['A valid integer is required.'] });
      }
      if (query.uuid !== undefined && !/^[0-9a-f-]{32,36}$/i.test(query.uuid)) return ok([]);
      return ok(
        await listProjects(context, {
          ...(organisation === undefined ? {} : { organisationId: Number(organisation) }),
          ...(query.uuid === undefined ? {} : { uuid: query.uuid }),
        }),
      );
    },
  }),
  operation({
    method: 'POST',
    path: BASE,
    access: needs('organisation', { body: 'organisation' }, 'CREATE_PROJECT'),
    summary: 'Creates a project',
    body: ProjectInput,
    replies: { 201: Project },
    handle: async ({ context, scope, body }) => created(await createProject(context, scope, body)),
  }),
  operation({
    method: 'GET',
    path: ONE,
    access: needs('project', { path: 'id' }, 'VIEW_PROJECT'),
    summary: 'Shows a project with its limits and how much of them is used',
    replies: { 200: ProjectDetail },
    handle: async ({ context, scope }) => ok(await getProject(context, scope.resourceId)),
  }),
  operation({
    method: 'GET',
    path: `${BASE}get-by-uuid/{uuid}/`,
    access: needs('project', { pathUuid: 'uuid' }, 'VIEW_PROJECT'),
    summary: 'Shows the project with the UUID',
    replies: { 200: ProjectDetail },
    handle: async ({ context, scope }) => ok(await getProject(context, scope.resourceId)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ONE,
    // A tool of Flagsmith's MCP server.
    access: { ...needs('project', { path: 'id' }, 'PROJECT_ADMIN'), applications: 'any' },
    summary: 'Changes a project',
    body: ProjectPatch,
    replies: { 200: Project },
    handle: async ({ context, scope, body }) => ok(await changeProject(context, scope, body)),
  }),
  operation({
    method: 'DELETE',
    path: ONE,
    access: needs('project', { path: 'id' }, 'PROJECT_ADMIN'),
    summary: 'Deletes a project with everything in it',
    replies: { 204: null },
    handle: async ({ context, scope }) => {
      await removeProject(context, scope);
      return noContent();
    },
  }),
];
