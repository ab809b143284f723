import { toSchema } from '../contract/field.ts';
import type { AccessRule } from '../core/access.ts';
import { VERSION } from '../core/version.ts';
import type { Method, Operation } from './operation.ts';

type Schema = Record<string, unknown>;

const SECURITY = [{ token: [] }, { masterKey: [] }, { bearer: [] }];

/** The OpenAPI 3.1 document of the operations, made of the schemas that check their input. */
export function buildOpenApi(operations: readonly Operation[]): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const operation of operations) {
    const path = (paths[operation.path] ??= {});
    for (const method of operation.methods) path[method.toLowerCase()] = describe(operation, method);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Halyard management API', version: VERSION, license: { name: 'MIT' } },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'Token <key> of a user' },
        masterKey: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'Api-Key <key> of an organisation',
        },
        bearer: { type: 'http', scheme: 'bearer', description: 'Of an application or of a trusted machine' },
      },
      schemas: {
        Detail: { type: 'object', required: ['detail'], properties: { detail: { type: 'string' } } },
        Problems: { type: 'object', description: 'Sentences by field' },
      },
    },
  };
}

function describe(operation: Operation, method: Method): Schema {
  const { access, body, query, path, replies, summary } = operation;
  const isOpen = 'who' in access && access.who === 'public';
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^\w]+(\w?)/g, (_match, next: string) => next.toUpperCase())}`,
    summary,
    description: `Who may: ${describeAccess(access)}.`,
    tags: [tagOf(path)],
    ...(isOpen ? { security: [] } : { security: SECURITY }),
    parameters: [...pathParameters(path), ...(query === null ? [] : queryParameters(toSchema(query, 'input')))],
    ...(body === null ? {} : { requestBody: { content: { 'application/json': { schema: toSchema(body, 'input') } } } }),
    responses: { ...describeReplies(replies), ...refusals(operation, isOpen) },
  };
}

function describeReplies(replies: Operation['replies']): Schema {
  return Object.fromEntries(
    Object.entries(replies).map(([status, type]) => [
      status,
      {
        description: type === null ? 'Done' : 'The answer',
        ...(type === null ? {} : { content: { 'application/json': { schema: toSchema(type, 'output') } } }),
      },
    ]),
  );
}

function refusals({ body, access, throttle, path }: Operation, isOpen: boolean): Schema {
  const reply = (description: string, schema: string) => ({
    description,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  });
  const namesResource = 'resource' in access || path.includes('{');
  return {
    400: reply('The input is wrong; nothing was stored', 'Problems'),
    ...(isOpen ? {} : { 401: reply('No valid credentials', 'Detail') }),
    403: reply('Not allowed', 'Detail'),
    ...(namesResource || !isOpen
      ? { 404: reply('No such resource, or none that the caller may know of', 'Detail') }
      : {}),
    ...(body === null
      ? {}
      : { 413: reply('The body is too large', 'Detail'), 415: reply('The body is not JSON', 'Detail') }),
    ...(throttle === null ? {} : { 429: reply('Too many requests; see Retry-After', 'Detail') }),
    503: reply('The database cannot be reached; see Retry-After', 'Detail'),
  };
}

function pathParameters(path: string): Schema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(schema: Schema): Schema[] {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {}).map(([name, type]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: type,
  }));
}

/** A sentence for readers of the API. */
export function describeAccess(access: AccessRule): string {
  if ('who' in access) {
    const who = { public: 'anybody', 'signed-in': 'any valid credential', user: 'any signed-in person' }[access.who];
    return access.applications === 'none' ? `${who}, by no application` : who;
  }
  const [place] = Object.values(access.at);
  return `${access.needs.join(' or ')} on the ${access.resource} of "${place}"${access.peopleOnly === true ? ', people only' : ''}`;
}

/** The resource that a path is about, for grouping. */
export function tagOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && !/^(api|v\d|\{.*\})$/.test(part));
  return parts.at(0) ?? 'root';
}
