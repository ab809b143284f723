import type { ManagementPorts } from '../core/context.ts';
import type { Database } from '../core/database.ts';
import type { FigureSources } from '../core/figures.ts';
import { listBacklogs } from './backlogs.ts';
import { settingOf, type HalyardEnv } from './bindings.ts';
import { openPostgres, openSqlDatabase } from './database.ts';
import { sdkDepsOf, type SdkDeps } from './deps.ts';
import { openIdentityTokens } from './identity-tokens.ts';
import { openMachineTokens } from './machine-tokens.ts';
import { openMailer } from './mailer.ts';
import { openManagementDatabase } from './management-database.ts';
import { openOutbound } from './outbound.ts';
import { openPasswords } from './password.ts';
import { openTotp } from './totp.ts';
import { openSealer } from './sealer.ts';
import { openThrottle } from './throttle.ts';

/** All adapters of an isolate. */
export type Deps = SdkDeps & { database: Database; management: ManagementPorts; figures: FigureSources };

let isolate: { env: HalyardEnv; deps: Deps } | null = null;

/** The adapters of the management plane over those that the isolate has already: one cache and one circuit breaker for both. */
export function depsOf(env: HalyardEnv): Deps {
  if (isolate?.env !== env) isolate = { env, deps: buildDeps(env) };
  return isolate.deps;
}

function buildDeps(env: HalyardEnv): Deps {
  const sdk = sdkDepsOf(env);
  const database = openManagementDatabase(sdk.postgres);
  const allowPrivate = env.ALLOW_PRIVATE_DESTINATIONS === 'true';
  const outbound = openOutbound({
    allowHttp: allowPrivate,
    allowPrivate,
    egress: allowPrivate ? undefined : env.EGRESS,
  });
  return {
    ...sdk,
    database,
    figures: describeFigures(env, sdk),
    management: {
      database,
      publishers: sdk.publishers,
      sealer: openSealer(env),
      throttle: openThrottle(env),
      identities: sdk.identities,
      passwords: openPasswords(),
      totp: openTotp('Halyard'),
      mailer: openMailer(env, outbound),
      outbound,
      machineTokens: openMachineTokens(env.DJANGO_SECRET_KEY),
      identityTokens: openIdentityTokens(outbound),
      setting: (name) => settingOf(env, name),
    },
  };
}

/** Where metrics come from: what the isolate's adapters count, and a way to Postgres of its own. */
function describeFigures(env: HalyardEnv, deps: SdkDeps): FigureSources {
  const { publishers, answers, cache, identities, postgres, startedAt } = deps;
  return {
    database: openSqlDatabase(openPostgres(env)),
    publishers,
    listBacklogs: () => listBacklogs(env.ENVIRONMENTS),
    isolate: {
      id: crypto.randomUUID().slice(0, 8),
      startedAt,
      answers,
      readServed: () => cache.readFigures(Date.now()),
      listHeldEnvironments: () => cache.listEnvironmentIds(),
      readIdentities: () => identities.readFigures(),
      readBreaker: postgres.readBreaker,
    },
  };
}
