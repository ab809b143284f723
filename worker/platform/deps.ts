import type { Database } from '../core/database.ts';
import type { Publishers } from '../core/ports.ts';
import {
  findEnvironmentIdByClientKey,
  findEnvironmentIdByServerKeyHash,
} from '../modules/environments/environments.queries.ts';
import { identityStatements } from '../modules/identities/identities.queries.ts';
import { EnvironmentCache } from '../modules/sdk/environment-cache.ts';
import type { SdkPorts } from '../modules/sdk/sdk-access.ts';
import { ServedEnvironment } from '../modules/sdk/served-environment.ts';
import type { HalyardEnv } from './bindings.ts';
import { openChangeFeed } from './change-feed.ts';
import { openDatabase } from './database.ts';
import { openEnvironmentSource } from './environment-source.ts';
import { LayeredIdentityStore } from './identity-store.ts';
import { openPublishers } from './publishers.ts';
import { BufferedUsageSink } from './usage-sink.ts';

export type Deps = { database: Database; publishers: Publishers; environments: KVNamespace; sdk: SdkPorts };

/** One set of adapters an isolate: they hold its caches and its circuit breaker. */
let isolate: { env: HalyardEnv; deps: Deps } | null = null;

/** The adapters over the Worker's bindings; the only place that puts ports and adapters together. */
export function depsOf(env: HalyardEnv): Deps {
  if (isolate?.env !== env) isolate = { env, deps: buildDeps(env) };
  return isolate.deps;
}

function buildDeps(env: HalyardEnv): Deps {
  const database = openDatabase(env);
  const source = openEnvironmentSource(env, (key, hash) =>
    key.startsWith('ser.')
      ? findEnvironmentIdByServerKeyHash(database.query, hash)
      : findEnvironmentIdByClientKey(database.query, key),
  );
  return {
    database,
    publishers: openPublishers(env),
    environments: env.ENVIRONMENTS,
    sdk: {
      environments: new EnvironmentCache(source, (record) => new ServedEnvironment(record)),
      identities: new LayeredIdentityStore(env, identityStatements(database)),
      usage: new BufferedUsageSink(env),
      changes: openChangeFeed(env),
    },
  };
}
