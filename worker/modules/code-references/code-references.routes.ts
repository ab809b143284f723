import * as z from 'zod/mini';
import { CodeReferences } from '../../contract/project-lists.ts';
import { needs } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { showCodeReferences } from './code-references.service.ts';

export const codeReferencesOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/projects/{project}/features/{feature}/code-references/',
    access: needs('project', { path: 'project' }, 'VIEW_PROJECT'),
    summary: 'Lists where code speaks of a feature, by repository',
    replies: { 200: z.array(CodeReferences) },
    handle: async ({ context, scope, id }) => ok(await showCodeReferences(context, scope, id('feature'))),
  }),
];
