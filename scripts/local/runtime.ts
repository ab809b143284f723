import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response } from 'miniflare';
import { startCronTimer } from './cron.ts';
import { readDashboardFile } from './dashboard-files.ts';
import { signal } from './processes.ts';
import { readWorkerConfig, type WorkerConfig } from './worker-config.ts';

export type RuntimeOptions = {
  /** The wrangler.toml that names bindings, compatibility date, variables and crons. */
  configFile: string;
  /** The built Worker: one ES module. */
  scriptFile: string;
  /** The built dashboard, bound as the service DASHBOARD; every file answers 404 when absent. */
  dashboardFolder?: string;
  /** Where KV and Durable Objects are kept; a temporary folder that stop() removes when absent. */
  persistFolder?: string;
  /** More variables for the Worker, over those of the configuration: DATABASE_URL, NEON_LOCAL and so on. */
  variables?: Record<string, string>;
  /** Address to listen on; 127.0.0.1 when absent. `localhost` means all addresses of that name. */
  host?: string;
  /** Public port; a free one when absent. */
  port?: number;
  /** What stands in for bindings of the configuration, or beside them: tests put faults there. */
  doubles?: RuntimeDoubles;
  /** Whether the crons of the configuration fire by the clock; false when absent. */
  crons?: boolean;
  /** Gets what the Worker logs and what happens to the runtime; standard output and error when absent. */
  log?: (level: string, message: string) => void;
};

/** A Worker that runs beside the product's. Its services are answered by this process. */
type WorkerDouble = {
  name: string;
  compatibilityDate: string;
  modules: { type: 'ESModule'; path: string; contents: string }[];
  durableObjects?: Record<string, { className: string; useSQLite: boolean }>;
  serviceBindings: Record<
    string,
    (request: { url: string; method: string; text(): Promise<string> }) => Promise<Response>
  >;
};

/** Services that the product's Worker gets under these names, in the place of bindings that it would have, and buckets. */
export type RuntimeDoubles = {
  workers: WorkerDouble[];
  bindings: Record<string, { name: string; entrypoint: string }>;
  buckets?: string[];
  /** Classes of `workers` whose objects stand in for those of the configuration. */
  objects?: Record<string, { className: string; scriptName: string }>;
};

export type Runtime = {
  url: string;
  port: number;
  /** The workerd process of now; another one after it was killed and came back. */
  pid(): number;
  /** Runs the Worker's scheduled handler, as the cron timer does. */
  fireCron(cron: string, time?: Date): Promise<{ outcome: string }>;
  /** Loads the built Worker again; the port stays. */
  reload(): Promise<void>;
  /** Kills workerd with SIGKILL; resolves when the runtime has started it again on the same port and data. */
  killWorkerd(): Promise<void>;
  stop(): Promise<void>;
};

/** Runs the built Worker in workerd, its public port leading straight into it. Resolves when it takes requests. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const config = readWorkerConfig(options.configFile);
  const scratch = options.persistFolder === undefined ? mkdtempSync(join(tmpdir(), 'halyard-runtime-')) : undefined;
  const persistFolder = scratch ?? options.persistFolder ?? '';
  mkdirSync(persistFolder, { recursive: true });
  const pidFile = join(persistFolder, 'workerd.pid');
  const restarts: (() => void)[] = [];
  const log = options.log ?? ((level, message) => (level === 'error' ? console.error(message) : console.log(message)));
  const assemble = (port: number) =>
    convertV4MiniflareOptions({
      ...describeProcess(pidFile, log, restarts),
      resourcePersistencePath: persistFolder,
      workers: [describeWorker(config, options, port), ...(options.doubles?.workers ?? [])],
    });
  process.env['MINIFLARE_WORKERD_PATH'] = fileURLToPath(new URL('workerd-child.sh', import.meta.url));
  process.env['HALYARD_WORKERD'] = findWorkerd();
  const miniflare = withoutSignalHandlers(() => new Miniflare(assemble(options.port ?? 0)));
  const url = await findPublicUrl(miniflare, config.name, scratch);
  const fireCron = async (cron: string, time = new Date()) => {
    const worker = await miniflare.getWorker(config.name);
    return await worker.scheduled({ cron, scheduledTime: time });
  };
  const stopCrons = startCronTimer(options.crons === true ? config.crons : [], (cron, time) => {
    fireCron(cron, time).catch((error: unknown) => log('error', `cron ${cron}: ${String(error)}`));
  });
  const pid = () => Number(readFileSync(pidFile, 'utf8'));
  return {
    url: url.origin,
    port: Number(url.port),
    pid,
    fireCron,
    reload: () => miniflare.setOptions(assemble(Number(url.port))),
    killWorkerd: () =>
      new Promise((resolve) => {
        restarts.push(resolve);
        signal(pid(), 'SIGKILL');
      }),
    stop: async () => {
      stopCrons();
      await miniflare.dispose();
      if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** The workerd that Miniflare itself would start. */
export function findWorkerd(): string {
  const miniflare = createRequire(import.meta.url).resolve('miniflare');
  const workerd: { default: string } = createRequire(miniflare)('workerd');
  return workerd.default;
}

async function findPublicUrl(miniflare: Miniflare, name: string, scratch: string | undefined): Promise<URL> {
  try {
    return await miniflare.unsafeGetDirectURL(name);
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}

function describeProcess(pidFile: string, log: NonNullable<RuntimeOptions['log']>, restarts: (() => void)[]) {
  return {
    // The ordinary entry: only for the calls of this process, hence loopback and any port.
    host: '127.0.0.1',
    // No look-up of the machine's place in the world.
    cf: false,
    logRequests: false,
    log: new Log(LogLevel.NONE),
    unsafeRuntimeEnv: { HALYARD_RUNTIME_PID: pidFile },
    handleStructuredLogs: ({ level, message }: { level: string; message: string }) => log(level, message),
    unsafeHandleRuntimeRestart: () => {
      log('warn', 'the runtime ended unexpectedly and was started again');
      for (const resolve of restarts.splice(0)) resolve();
    },
  };
}

function describeWorker(config: WorkerConfig, options: RuntimeOptions, port: number) {
  const { dashboardFolder, doubles } = options;
  const isOurs = ([name]: [string, string]) => doubles?.bindings[name] === undefined;
  return {
    name: config.name,
    compatibilityDate: config.compatibilityDate,
    compatibilityFlags: config.compatibilityFlags,
    modules: [
      {
        type: 'ESModule' as const,
        path: basename(options.scriptFile),
        contents: readFileSync(options.scriptFile, 'utf8'),
      },
    ],
    // One process has one isolate, for which the location's cache would only be a disk write a second; and nobody counts its requests.
    bindings: {
      LOCATION_CACHE: 'off',
      DELIVERIES_PER_RUN: '20000',
      ...config.variables,
      ...options.variables,
    } as Record<string, string>,
    kvNamespaces: Object.fromEntries(Object.entries(config.kvNamespaces).filter(isOurs)),
    r2Buckets: doubles?.buckets ?? [],
    durableObjects: { ...config.durableObjects, ...doubles?.objects },
    ratelimits: config.rateLimits,
    serviceBindings: {
      // Names are looked up by the runtime itself, which then refuses to connect to anything that is not public.
      EGRESS: {
        network: {
          allow: ['public'],
          tlsOptions: { trustBrowserCas: true, trustedCertificates: readExtraCertificates() },
        },
      },
      DASHBOARD: async (request: { method: string; url: string }) => {
        const file = await readDashboardFile(
          dashboardFolder ?? '/nonexistent',
          request.method,
          request.url,
          options.variables?.['FLAGSMITH_ON_FLAGSMITH_API_URL'],
        );
        return new Response(file.body, { status: file.status, headers: file.headers });
      },
      ...doubles?.bindings,
    },
    unsafeDirectSockets: [{ host: options.host ?? '127.0.0.1', port }],
  };
}

/** What this machine trusts beside the authorities that browsers know, as Node is told it. */
function readExtraCertificates(): string[] {
  const file = process.env['NODE_EXTRA_CA_CERTS'];
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
}

/** Miniflare's own handlers end the process at once on SIGINT and SIGTERM; the launcher has an order to keep. */
function withoutSignalHandlers<T>(create: () => T): T {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = signals.map((name) => process.listeners(name));
  const created = create();
  for (const [index, name] of signals.entries()) {
    for (const listener of process.listeners(name)) {
      if (before[index]?.includes(listener) !== true) process.removeListener(name, listener);
    }
  }
  return created;
}
