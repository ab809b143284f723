import { AnswerCounts } from '../core/answer-counts.ts';
import type { SqlDatabase } from '../core/database.ts';
import type { Publishers, UsageBuffers } from '../core/ports.ts';
import { isOn } from '../core/settings.ts';
import {
  findEnvironmentIdByClientKey,
  findEnvironmentIdByServerKeyHash,
} from '../modules/environments/environments.queries.ts';
import { identityStatements } from '../modules/identities/identities.queries.ts';
import { EnvironmentCache } from '../modules/sdk/environment-cache.ts';
import type { SdkPorts } from '../modules/sdk/sdk-access.ts';
import { ServedEnvironment } from '../modules/sdk/served-environment.ts';
import { settingOf, type HalyardEnv } from './bindings.ts';
import { openChangeFeed } from './change-feed.ts';
import { openPostgres, openSqlDatabase, type Postgres } from './database.ts';
import { openEnvironmentSource } from './environment-source.ts';
import { BufferedIdentityTeller } from './identity-teller.ts';
import { LayeredIdentityStore } from './identity-store.ts';
import { openPublishers } from './publishers.ts';
import { BufferedRequestCounter, COUNTS_NOTHING } from './request-counter.ts';
import { openUsageBuffers } from './usage-buffers.ts';
import { BufferedUsageSink } from './usage-sink.ts';

/** What an isolate needs to serve flags; the management plane adds its own. */
export type SdkDeps = {
  postgres: Postgres;
  database: SqlDatabase;
  publishers: Publishers;
  environments: KVNamespace;
  identities: LayeredIdentityStore;
  usageBuffers: UsageBuffers;
  sdk: SdkPorts;
  answers: AnswerCounts;
  cache: EnvironmentCache<ServedEnvironment>;
  /** When this isolate's adapters were made, epoch milliseconds. */
  startedAt: number;
};

/** One set of adapters an isolate: they hold its caches and its circuit breaker. */
let isolate: { env: HalyardEnv; deps: SdkDeps } | null = null;

/** The adapters over the Worker's bindings; the only place that puts ports and adapters of the SDK plane together. */
export function sdkDepsOf(env: HalyardEnv): SdkDeps {
  if (isolate?.env !== env) isolate = { env, deps: buildDeps(env) };
  return isolate.deps;
}

function buildDeps(env: HalyardEnv): SdkDeps {
  const postgres = openPostgres(env);
  const database = openSqlDatabase(postgres);
  const source = openEnvironmentSource(env, (key, hash) =>
    key.startsWith('ser.')
      ? findEnvironmentIdByServerKeyHash(database.query, hash)
      : findEnvironmentIdByClientKey(database.query, key),
  );
  const identities = new LayeredIdentityStore(env, identityStatements(database));
  const cache = new EnvironmentCache(source, (record) => new ServedEnvironment(record));
  const answers = new AnswerCounts();
  const countsRequests = isOn((name) => settingOf(env, name), 'ENABLE_API_USAGE_TRACKING', true);
  return {
    postgres,
    database,
    publishers: openPublishers(env),
    environments: env.ENVIRONMENTS,
    identities,
    usageBuffers: openUsageBuffers(env),
    answers,
    cache,
    startedAt: Date.now(),
    sdk: {
      environments: cache,
      identities,
      usage: new BufferedUsageSink(env),
      requests: countsRequests ? new BufferedRequestCounter(env) : COUNTS_NOTHING,
      teller: new BufferedIdentityTeller(env),
      changes: openChangeFeed(env),
      answers,
    },
  };
}
