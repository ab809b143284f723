import { expect, test } from 'vitest';
import { OPERATIONS } from '../operations.ts';
import { buildOpenApi } from './openapi.ts';

type Described = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>;
  security?: unknown[];
};

const document = buildOpenApi(OPERATIONS) as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: object };
};
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

test('OpenAPI: every operation of the router → described once, under an id of its own', () => {
  const mounted = OPERATIONS.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`));

  expect(described.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(mounted.toSorted());
  expect(new Set(described.map(({ operation }) => operation.operationId)).size).toBe(described.length);
});

test('OpenAPI: parameters of paths, bodies and answers → each with a schema', () => {
  for (const { path, operation } of described) {
    const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    if (operation.requestBody !== undefined) {
      expect(operation.requestBody.content['application/json']?.schema).toBeTypeOf('object');
    }
    expect(Object.keys(operation.responses)).toContain('503');
    expect(Object.keys(operation.responses).some((status) => status.startsWith('2') || status === '400')).toBe(true);
  }
});

test('OpenAPI: references → lead somewhere; nothing but JSON is in it', () => {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);

  expect(JSON.parse(text)).toEqual(document);
  for (const name of new Set(names)) expect(document.components.schemas).toHaveProperty(name ?? '');
  expect(text).not.toContain('"$schema"');
});

test('OpenAPI: operations that anybody may use → without security, all others with it', () => {
  for (const { path, method, operation } of described) {
    const rule = OPERATIONS.find((one) => one.path === path && one.methods.includes(method as 'GET'))?.access;
    const isOpen = rule !== undefined && 'who' in rule && rule.who === 'public';
    expect([path, operation.security?.length]).toEqual([path, isOpen ? 0 : 3]);
  }
});
