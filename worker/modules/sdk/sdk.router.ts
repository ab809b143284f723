import { ROUTE_KINDS, type RouteKind } from '../../core/answer-counts.ts';
import { RESOURCES, type Defer, type Resource } from '../../core/ports.ts';
import { logFailure } from '../../platform/log.ts';
import { postFlagAnalytics, postFlagAnalyticsV2 } from './analytics.routes.ts';
import { getEnvironmentDocument } from './environment-document.routes.ts';
import { getFlags } from './flags.routes.ts';
import { getIdentity, postBulkIdentities, postIdentity } from './identities.routes.ts';
import { getFlagsOfIdentity, getIdentityByPath, getMultivariateOptions } from './legacy.routes.ts';
import { openAccess, type Access, type SdkPorts, type SdkRequest } from './sdk-access.ts';
import { allowAnyOrigin, detail, errorAnswer, preflightAnswer, SdkError } from './sdk-response.ts';
import { getStream } from './stream.routes.ts';
import { postIncrement, postNamedTrait, postTrait, putTraits } from './traits.routes.ts';
import { readLabels } from './usage-labels.ts';

type Answer = Response | Promise<Response>;
type Handler = (sdk: SdkRequest, access: Access) => Answer;

/** `key`: any environment key, a server-side one only, or none. `usage`: as what its requests are counted. */
type Route = { kind: RouteKind; key: 'any' | 'server' | 'none'; usage?: Resource; methods: Record<string, Handler> };

const { flags, identities, traits, environment_document } = RESOURCES;

const ROUTES = new Map<string, Route>([
  ['/api/v1/flags', { kind: ROUTE_KINDS.flags, key: 'any', usage: flags, methods: { GET: getFlags } }],
  [
    '/api/v1/identities',
    { kind: ROUTE_KINDS.identities, key: 'any', usage: identities, methods: { GET: getIdentity, POST: postIdentity } },
  ],
  [
    '/api/v1/bulk-identities',
    { kind: ROUTE_KINDS.identities, key: 'any', usage: identities, methods: { POST: postBulkIdentities } },
  ],
  ['/api/v1/traits', { kind: ROUTE_KINDS.traits, key: 'any', usage: traits, methods: { POST: postTrait } }],
  ['/api/v1/traits/bulk', { kind: ROUTE_KINDS.traits, key: 'any', usage: traits, methods: { PUT: putTraits } }],
  [
    '/api/v1/traits/increment-value',
    { kind: ROUTE_KINDS.traits, key: 'any', usage: traits, methods: { POST: postIncrement } },
  ],
  [
    '/api/v1/environment-document',
    {
      kind: ROUTE_KINDS.environment_document,
      key: 'server',
      usage: environment_document,
      methods: { GET: getEnvironmentDocument },
    },
  ],
  ['/api/v1/analytics/flags', { kind: ROUTE_KINDS.analytics, key: 'any', methods: { POST: postFlagAnalytics } }],
  ['/api/v2/analytics/flags', { kind: ROUTE_KINDS.analytics, key: 'any', methods: { POST: postFlagAnalyticsV2 } }],
]);

/**
 * Answers a request of the SDK plane, or returns null for any other path. A plain table and not the router of the
 * management plane: that one costs a quarter of a bare request.
 */
export function handleSdkRequest(request: Request, ports: SdkPorts, defer: Defer): Answer | null {
  const { url } = request;
  const pathStart = url.indexOf('/', 8);
  const queryStart = url.indexOf('?', pathStart);
  const pathEnd = queryStart === -1 ? url.length : queryStart;
  const slash = url.charCodeAt(pathEnd - 1) === 47 ? 1 : 0;
  const path = url.slice(pathStart, pathEnd - slash);
  const route = ROUTES.get(path) ?? findRouteWithParameters(path);
  if (route === undefined) return null;
  if (request.method === 'OPTIONS') {
    ports.answers.note(ROUTE_KINDS.preflight, 200);
    return preflightAnswer();
  }
  const sdk: SdkRequest = { request, query: queryStart === -1 ? '' : url.slice(queryStart + 1), ports, defer };
  const answer = answerSafely(route, sdk);
  if (!request.headers.has('origin')) return answer;
  return answer instanceof Response ? allowAnyOrigin(answer) : answer.then(allowAnyOrigin);
}

function answerSafely(route: Route, sdk: SdkRequest): Answer {
  try {
    const answer = answerRoute(route, sdk);
    return answer instanceof Response ? noted(route, sdk, answer) : noteLater(route, sdk, answer);
  } catch (error) {
    return noted(route, sdk, toErrorAnswer(error));
  }
}

function noteLater(route: Route, sdk: SdkRequest, answer: Promise<Response>): Promise<Response> {
  return answer.then(
    (response) => noted(route, sdk, response),
    (error: unknown) => noted(route, sdk, toErrorAnswer(error)),
  );
}

function noted(route: Route, { ports }: SdkRequest, answer: Response): Response {
  ports.answers.note(route.kind, answer.status);
  return answer;
}

function answerRoute(route: Route, sdk: SdkRequest): Answer {
  if (route.key === 'none') return handlerFor(route, sdk)(sdk, undefined as never);
  // compat: the key is judged before the method.
  const access = openAccess(sdk, route.key === 'server');
  if (access instanceof Promise) return access.then((opened) => answerAllowed(route, sdk, opened));
  return answerAllowed(route, sdk, access);
}

function answerAllowed(route: Route, sdk: SdkRequest, access: Access): Answer {
  const handler = handlerFor(route, sdk);
  if (route.usage !== undefined) {
    const { environment_id } = access.environment.record;
    sdk.ports.requests.count(environment_id, route.usage, readLabels(sdk.request.headers), sdk.defer);
  }
  return handler(sdk, access);
}

function handlerFor(route: Route, { request }: SdkRequest): Handler {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (handler === undefined) {
    const allow = [...Object.keys(route.methods), 'OPTIONS'].join(', ');
    throw detail(405, `Method "${request.method}" not allowed.`, { allow });
  }
  return handler;
}

/** The paths with parameters: streams, and what only old clients use. */
function findRouteWithParameters(path: string): Route | undefined {
  const stream = /^(?:\/api\/v1)?\/sse\/environments\/([^/]+)\/stream$/.exec(path);
  if (stream !== null)
    return {
      kind: ROUTE_KINDS.stream,
      key: 'none',
      methods: { GET: (sdk) => getStream(sdk, decode(stream[1] ?? '')) },
    };
  const match = /^\/api\/v1\/(flags|identities)\/([^/]+)(?:\/(traits|multivariate-options)(?:\/([^/]+))?)?$/.exec(path);
  if (match === null) return undefined;
  const [, resource, first = '', sub, last] = match.map((part) => (part === undefined ? undefined : decode(part)));
  if (resource === 'flags' && sub === 'multivariate-options' && last === undefined && /^\d{1,10}$/.test(first)) {
    return {
      kind: ROUTE_KINDS.flags,
      key: 'any',
      usage: flags,
      methods: { GET: (sdk, access) => getMultivariateOptions(sdk, access, Number(first)) },
    };
  }
  if (resource === 'flags' && sub === undefined) {
    return {
      kind: ROUTE_KINDS.flags,
      key: 'any',
      usage: flags,
      methods: { GET: (sdk, access) => getFlagsOfIdentity(sdk, access, first) },
    };
  }
  if (resource === 'identities' && sub === undefined) {
    return {
      kind: ROUTE_KINDS.identities,
      key: 'any',
      usage: identities,
      methods: { GET: (sdk, access) => getIdentityByPath(sdk, access, first) },
    };
  }
  if (resource === 'identities' && sub === 'traits' && last !== undefined) {
    return {
      kind: ROUTE_KINDS.traits,
      key: 'any',
      usage: identities,
      methods: { POST: (sdk, access) => postNamedTrait(sdk, access, first, last) },
    };
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function toErrorAnswer(error: unknown): Response {
  if (error instanceof SdkError) return errorAnswer(error);
  logFailure('sdk.request.failed', error);
  return errorAnswer(detail(500, 'Something went wrong on our side.'));
}
