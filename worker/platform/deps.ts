import { AnswerCounts } from '../core/answer-counts.ts';
import type { ManagementPorts } from '../core/context.ts';
import type { Database } from '../core/database.ts';
import type { FigureSources } from '../core/figures.ts';
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
import type { HalyardEnv } from './bindings.ts';
import { listBacklogs } from './backlogs.ts';
import { openChangeFeed } from './change-feed.ts';
import { openDatabase } from './database.ts';
import { openEnvironmentSource } from './environment-source.ts';
import { LayeredIdentityStore } from './identity-store.ts';
import { openMailer } from './mailer.ts';
import { openOutbound } from './outbound.ts';
import { openPasswords } from './password.ts';
import { openPublishers } from './publishers.ts';
import { openSealer } from './sealer.ts';
import { BufferedRequestCounter, COUNTS_NOTHING } from './request-counter.ts';
import { openThrottle } from './throttle.ts';
import { openUsageBuffers } from './usage-buffers.ts';
import { BufferedUsageSink } from './usage-sink.ts';

export type Deps = {
  database: Database;
  publishers: Publishers;
  environments: KVNamespace;
  usageBuffers: UsageBuffers;
  sdk: SdkPorts;
  management: ManagementPorts;
  answers: AnswerCounts;
  figures: FigureSources;
};

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
  const publishers = openPublishers(env);
  const identities = new LayeredIdentityStore(env, identityStatements(database));
  const allowPrivate = env.ALLOW_PRIVATE_DESTINATIONS === 'true';
  const setting = (name: string) => settingOf(env, name);
  const outbound = openOutbound({
    allowHttp: allowPrivate,
    allowPrivate,
    egress: allowPrivate ? undefined : env.EGRESS,
  });
  const environments = new EnvironmentCache(source, (record) => new ServedEnvironment(record));
  const answers = new AnswerCounts();
  let forFigures: Database | null = null;
  return {
    database,
    publishers,
    answers,
    figures: {
      get database() {
        return (forFigures ??= openDatabase(env));
      },
      publishers,
      listBacklogs: () => listBacklogs(env.ENVIRONMENTS),
      isolate: {
        id: crypto.randomUUID().slice(0, 8),
        startedAt: Date.now(),
        answers,
        readServed: () => environments.readFigures(Date.now()),
        listHeldEnvironments: () => environments.listEnvironmentIds(),
        readIdentities: () => identities.readFigures(),
        readBreaker: database.readBreaker,
      },
    },
    management: {
      database,
      publishers,
      sealer: openSealer(env.DJANGO_SECRET_KEY),
      throttle: openThrottle(env),
      identities,
      passwords: openPasswords(),
      mailer: openMailer(env, outbound),
      outbound,
      setting,
    },
    environments: env.ENVIRONMENTS,
    usageBuffers: openUsageBuffers(env),
    sdk: {
      environments,
      identities,
      usage: new BufferedUsageSink(env),
      requests: isOn(setting, 'ENABLE_API_USAGE_TRACKING', true) ? new BufferedRequestCounter(env) : COUNTS_NOTHING,
      changes: openChangeFeed(env),
      answers,
    },
  };
}

/** A variable of the deployment; bindings are not settings. */
function settingOf(env: HalyardEnv, name: string): string | undefined {
  const value = (env as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
