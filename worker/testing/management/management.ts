import { Pool } from 'pg';
import { startNeonBridge } from '../../../scripts/local/neon-bridge.ts';
import { createTestDatabase } from '../../../scripts/local/test-database.ts';
import { createApp } from '../../app.ts';
import { AnswerCounts } from '../../core/answer-counts.ts';
import type { Mail, ManagementPorts } from '../../core/context.ts';
import { takeUse, type RateWindow } from '../../durable/rate-window.ts';
import type { Operation } from '../../http/operation.ts';
import { OPERATIONS } from '../../operations.ts';
import { openPostgres } from '../../platform/database.ts';
import { openManagementDatabase } from '../../platform/management-database.ts';
import type { Deps } from '../../platform/management-deps.ts';
import { openIdentityTokens } from '../../platform/identity-tokens.ts';
import { openMachineTokens } from '../../platform/machine-tokens.ts';
import { openOutbound } from '../../platform/outbound.ts';
import { openPasswords } from '../../platform/password.ts';
import { openTotp } from '../../platform/totp.ts';
import { openSealer } from '../../platform/sealer.ts';
import { openMemoryPublishers } from '../memory-publishers.ts';
import { answerSqlInProcess } from './sql-in-process.ts';

export type Answer = { status: number; body: unknown; headers: Headers };

export type CallOptions = {
  /** The Authorization header. */
  as?: string | undefined;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
};

/** The management API over a real Postgres, in this process: what needs Cloudflare's runtime is played by small objects in memory. */
export type Management = {
  pool: Pool;
  ports: ManagementPorts;
  /** Environments whose publisher was woken, in order. */
  published: number[];
  /** Mails that were carried, in order. */
  mails: Mail[];
  call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  close: () => Promise<void>;
};

export type ManagementOptions = {
  operations?: readonly Operation[];
  settings?: Record<string, string>;
  ports?: Partial<ManagementPorts>;
};

/** Opens the API over a database of its own: about 0.2 s. */
export async function openManagement(options: ManagementOptions = {}): Promise<Management> {
  const database = await createTestDatabase();
  const bridge = await startNeonBridge({ databaseUrl: database.url });
  const statements = answerSqlInProcess(database.url);
  const pool = new Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => undefined);
  const published: number[] = [];
  const mails: Mail[] = [];
  const played = buildPorts(database.url, bridge.host, published, mails, options.settings ?? {});
  const ports = { ...played, ...options.ports };
  const app = createApp(
    () => ({ management: ports, database: ports.database, answers: new AnswerCounts() }) as unknown as Deps,
    [...(options.operations ?? OPERATIONS)],
  );
  return {
    pool,
    ports,
    published,
    mails,
    call: async (method, path, { as, body, headers } = {}) => {
      const waiting: Promise<unknown>[] = [];
      const execution = { waitUntil: (work: Promise<unknown>) => waiting.push(work), passThroughOnException: () => {} };
      const request = new Request(new URL(path, 'http://halyard.test'), {
        method,
        headers: {
          ...(as === undefined ? {} : { authorization: as }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const response = await app.fetch(request, {} as never, execution as never);
      const text = await response.text();
      await Promise.all(waiting);
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
    },
    close: async () => {
      await pool.end();
      await statements.close();
      await bridge.close();
      await database.drop();
    },
  };
}

const NOWHERE = { fetch: () => Promise.reject(new Error('tests reach nobody')) };

function buildPorts(
  databaseUrl: string,
  bridge: string,
  published: number[],
  mails: Mail[],
  settings: Record<string, string>,
): ManagementPorts {
  const windows = new Map<string, RateWindow>();
  // The gate is real, but nobody outside is asked.
  const outbound = openOutbound({ allowHttp: false, allowPrivate: false, egress: NOWHERE });
  const database = openManagementDatabase(openPostgres({ DATABASE_URL: databaseUrl, NEON_LOCAL: bridge }));
  return {
    database,
    publishers: {
      ...openMemoryPublishers(database),
      publish: async (environmentId) => {
        published.push(environmentId);
        return 1;
      },
    },
    sealer: openSealer({ DJANGO_SECRET_KEY: 'test' }),
    identities: { forget: async () => undefined },
    throttle: {
      take: async (name, limit) => {
        const taken = takeUse(windows.get(name) ?? null, limit, Date.now());
        if ('wait' in taken) return taken.wait;
        windows.set(name, taken);
        return null;
      },
    },
    // Weak, so that tests are fast; real in everything else.
    passwords: openPasswords({ cost: { ln: 4, r: 8, p: 1 }, gapMs: 0 }),
    totp: openTotp('Halyard'),
    mailer: {
      carrier: 'provider',
      send: async (mail) => {
        mails.push(mail);
      },
    },
    outbound,
    machineTokens: openMachineTokens('test'),
    identityTokens: openIdentityTokens(outbound),
    setting: (name) => settings[name],
  };
}
