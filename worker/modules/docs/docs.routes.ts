import * as z from 'zod/mini';
import { PUBLIC } from '../../core/access.ts';
import { buildOpenApi } from '../../http/openapi.ts';
import { operation, type Operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { renderDocs } from './docs-page.service.ts';

/** The description of the operations: for machines, and for people. */
export function docsOperations(operations: readonly Operation[]): Operation[] {
  const document = () => buildOpenApi(operations);
  const machine = (path: string) =>
    operation({
      method: 'GET',
      path,
      access: PUBLIC,
      summary: 'The OpenAPI document of this API',
      replies: { 200: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }) },
      handle: async () => ok(document()),
    });
  return [
    machine('/api/v1/swagger.json'),
    machine('/api/v1/docs/openapi.json'),
    operation({
      method: 'GET',
      path: '/api/v1/docs/',
      access: PUBLIC,
      summary: 'This API as a page to read',
      replies: { 200: z.string() },
      handle: async () => ({
        status: 200,
        body: renderDocs(document()),
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        },
      }),
    }),
  ];
}
