import type { AnswerCounts } from '../../core/answer-counts.ts';
import { BoundedMap } from '../../core/bounded-map.ts';
import type { ChangeFeed, Defer, IdentityStore, IdentityTeller, RequestCounter, UsageSink } from '../../core/ports.ts';
import { sha256Hex } from '../../core/sha256.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import { EnvironmentUnavailable, type HeldEnvironment } from './held-environment.ts';
import type { Origin } from './flag-json.ts';
import { detail } from './sdk-response.ts';
import type { ServedEnvironment, ServedView } from './served-environment.ts';

/** What the SDK plane is given: ports only, so that it cannot depend on the database. */
export type SdkPorts = {
  environments: EnvironmentCache<ServedEnvironment>;
  identities: IdentityStore;
  usage: UsageSink;
  requests: RequestCounter;
  teller: IdentityTeller;
  changes: ChangeFeed;
  answers: AnswerCounts;
};

/** One request with what it needs to be answered. */
export type SdkRequest = { request: Request; query: string; ports: SdkPorts; defer: Defer };

/** What a valid key opens. */
export type Access = { key: string; origin: Origin; environment: ServedEnvironment; view: ServedView };

const SERVER_PREFIX = 'ser.';
const KEY_LIMIT = 100;

// compat: the two sentences differ in one letter, as Flagsmith's do.
const MISSING_KEY = 'Invalid or missing Environment key';
const UNKNOWN_KEY = 'Invalid or missing Environment Key';

/** Hashes of server-side keys that this isolate has seen, so that a hot key is hashed once. */
const keyHashes = new BoundedMap<string, string>(2_000);

/** The access that the request's key gives, at once where the isolate has it fresh. Throws 403, 503. */
export function openAccess(sdk: SdkRequest, serverOnly: boolean): Access | Promise<Access> {
  const key = sdk.request.headers.get('x-environment-key');
  if (!key) throw detail(403, MISSING_KEY);
  const origin: Origin = key.startsWith(SERVER_PREFIX) ? 'server' : 'client';
  if (serverOnly && origin === 'client') throw detail(403, MISSING_KEY);
  if (key.length > KEY_LIMIT) throw detail(403, UNKNOWN_KEY);
  const held = sdk.ports.environments.peek(key, sdk.defer, Date.now());
  const hash = origin === 'server' ? keyHashes.get(key) : '';
  if (held !== undefined && hash !== undefined) return checkAccess(sdk, key, origin, hash, held);
  return loadAccess(sdk, key, origin);
}

/** The access that a client-side key gives which came in the path. compat: streams cannot send headers. */
export async function openClientAccess(sdk: SdkRequest, key: string): Promise<Access> {
  if (key.startsWith(SERVER_PREFIX) || key.length > KEY_LIMIT) throw detail(403, UNKNOWN_KEY);
  return loadAccess(sdk, key, 'client');
}

async function loadAccess(sdk: SdkRequest, key: string, origin: Origin): Promise<Access> {
  let held: HeldEnvironment<ServedEnvironment> | null;
  try {
    held = await sdk.ports.environments.find(key, sdk.defer);
  } catch (error) {
    if (!(error instanceof EnvironmentUnavailable)) throw error;
    throw detail(503, 'The environment cannot be loaded at the moment.', { 'retry-after': '1' });
  }
  if (held === null) throw detail(403, UNKNOWN_KEY);
  let hash = '';
  if (origin === 'server') {
    hash = keyHashes.get(key) ?? (await sha256Hex(key));
    keyHashes.set(key, hash);
  }
  return checkAccess(sdk, key, origin, hash, held);
}

function checkAccess(
  sdk: SdkRequest,
  key: string,
  origin: Origin,
  hash: string,
  held: HeldEnvironment<ServedEnvironment>,
): Access {
  const environment = held.served;
  if (environment === null || !opens(environment, key, origin, hash)) {
    sdk.ports.environments.forget(key);
    throw detail(403, UNKNOWN_KEY);
  }
  if (environment.record.document.project.organisation.stop_serving_flags) {
    throw detail(403, 'Organisation is disabled from serving flags.');
  }
  return { key, origin, environment, view: environment.view(origin) };
}

function opens(environment: ServedEnvironment, key: string, origin: Origin, hash: string): boolean {
  if (origin === 'client') return environment.record.document.api_key === key;
  const serverKey = environment.serverKeys.get(hash);
  return (
    serverKey !== undefined && serverKey.active && (serverKey.expires_at === null || serverKey.expires_at > Date.now())
  );
}

/** A query parameter's value, or null if it is absent. */
export function queryValue(sdk: SdkRequest, name: string): string | null {
  return sdk.query === '' ? null : new URLSearchParams(sdk.query).get(name);
}
