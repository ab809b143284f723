import type * as z from 'zod/mini';
import type { AccessRule, Scope } from '../core/access.ts';
import type { Context } from '../core/context.ts';
import type { Reply } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Rates that are counted for every user or address, whatever isolate answers. */
export type ThrottleName =
  | 'login'
  | 'mfa_code'
  | 'signup'
  | 'invite'
  | 'password_reset'
  | 'influx_query'
  | 'telemetry'
  | 'webhook_test'
  | 'client_registration'
  | 'oidc_token';

/** One request to an operation, checked: allowed, and with input that fits its schemas. */
export type Call<Query, Body> = {
  context: Context;
  /** The resource that the access rule names. Throws where the rule names none. */
  scope: Scope;
  query: Query;
  body: Body;
  /** The whole address, for links to other pages of a list. */
  url: URL;
  /** A part of the path, decoded. */
  path: (name: string) => string;
  /** A part of the path that is an id. Throws NOT_FOUND for what no row can have. */
  id: (name: string) => number;
  /** A header of the request. */
  header: (name: string) => string | null;
};

/** One operation of the management API: who may use it, what it takes, what it answers, and what it does. */
export type Operation = {
  /** Several where they do the same: PUT is partial, as PATCH is. */
  methods: readonly Method[];
  /** Begins at the root, has its parameters in braces and a slash at its end where the wire has one. */
  path: string;
  access: AccessRule;
  summary: string;
  query: z.ZodMiniType | null;
  body: z.ZodMiniType | null;
  /** Bytes that a body may have; null as most. */
  bodyLimit: number | null;
  /** Content of the answers by status; null for an empty one. */
  replies: Readonly<Record<number, z.ZodMiniType | null>>;
  throttle: ThrottleName | null;
  /** Whether it hashes passwords: it is then refused before anything is counted or read while too many wait for a hash. */
  hashes: boolean;
  /** compat: an operation that answers all refusals alike. */
  refusal: 'NOT_FOUND' | null;
  handle: (call: Call<unknown, unknown>) => Promise<Reply>;
};

type OutputOf<Type extends z.ZodMiniType | undefined> = Type extends z.ZodMiniType ? z.output<Type> : undefined;

type Declaration<Query extends z.ZodMiniType | undefined, Body extends z.ZodMiniType | undefined> = {
  method: Method | readonly Method[];
  path: string;
  access: AccessRule;
  summary: string;
  query?: Query;
  body?: Body;
  bodyLimit?: number;
  replies: Readonly<Record<number, z.ZodMiniType | null>>;
  throttle?: ThrottleName;
  hashes?: true;
  refusal?: 'NOT_FOUND';
  handle: (call: Call<OutputOf<Query>, OutputOf<Body>>) => Promise<Reply>;
};

/** Declares an operation. There is no way to declare one without saying who may use it. */
export function operation<
  Query extends z.ZodMiniType | undefined = undefined,
  Body extends z.ZodMiniType | undefined = undefined,
>(declaration: Declaration<Query, Body>): Operation {
  const { method, handle, query, body, bodyLimit, throttle, hashes, refusal, ...rest } = declaration;
  return {
    ...rest,
    methods: typeof method === 'string' ? [method] : method,
    query: query ?? null,
    body: body ?? null,
    bodyLimit: bodyLimit ?? null,
    throttle: throttle ?? null,
    hashes: hashes ?? false,
    refusal: refusal ?? null,
    // The schemas beside it check what the handler is given.
    handle: handle as Operation['handle'],
  };
}

/** The operation's name in logs and in the API's description. */
export function operationId({ methods, path }: Pick<Operation, 'methods' | 'path'>): string {
  return `${methods.join('/')} ${path}`;
}
