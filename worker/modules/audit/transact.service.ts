import type { Db } from '../../../drizzle/db.ts';
import type { auditObjectTypes } from '../../../drizzle/schema/audit-logs.ts';
import type { Actor } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { findDatabaseError, StatementRefused } from '../../core/database.ts';
import { logFailure } from '../../platform/log.ts';
import { deliverDue } from '../deliveries/deliver.service.ts';
import { enqueueChanges } from '../integrations/change-events.service.ts';
import { enqueueLiveChanges } from '../integrations/live-events.service.ts';
import { enqueueEvents, type FlagEvent } from '../webhooks/flag-events.service.ts';
import { toAuditLog } from './audit-logs.mappers.ts';
import { listAuditLogsById } from './audit-logs.queries.ts';
import { insertAuditLogs, insertOutboxRows, type NewAuditLog } from './audit.queries.ts';

/** One change as the audit log tells it. `before` and `after` hold the changed fields only, without secrets and trait values. */
export type AuditEntry = {
  organisationId: number;
  projectId?: number | null;
  environmentId?: number | null;
  log: string;
  type: (typeof auditObjectTypes)[number];
  change: 'CREATE' | 'UPDATE' | 'DELETE';
  objectId?: number | null;
  objectUuid?: string | null;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  isSystemEvent?: boolean;
};

/** An open transaction. What is recorded and touched is written at its end, so that the audit chain is locked only briefly. */
export type Write = {
  db: Db;
  context: Context;
  entries: AuditEntry[];
  touches: { environmentId: number; kind: string; dueAt: Date | null }[];
  events: FlagEvent[];
};

const ATTEMPTS = 3;
/** For how long deliveries are sent behind an answer: the platform lets work go on for half a minute. */
const DELIVERING_MS = 15_000;

/**
 * Runs a change in one transaction: the rows it writes, its audit rows, its outbox rows and its deliveries to webhooks are committed together
 * or not at all. Afterwards the publishers of the touched environments are woken and the deliveries sent; should that fail, the sweeps do it.
 * The work runs again if Postgres broke a deadlock by undoing it, so it may only write through `write.db`.
 */
export async function transact<T>(context: Context, work: (write: Write) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    let touches: Write['touches'] = [];
    let receiverIds: number[] = [];
    try {
      const result = await context.database.transaction(async (db) => {
        const write: Write = { db, context, entries: [], touches: [], events: [] };
        const value = await work(write);
        receiverIds = await conclude(write);
        touches = write.touches;
        return value;
      });
      const publishing = wakePublishers(context, touches);
      if (receiverIds.length > 0) {
        // What must be published first is then due.
        context.defer(publishing.then(() => deliverDue(context, receiverIds, { budgetMs: DELIVERING_MS })));
      }
      return result;
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
    }
  }
}

/** Writes what was noted, and returns the receivers of deliveries. */
async function conclude({ db, context, entries, touches, events }: Write): Promise<number[]> {
  const outboxIds = await insertOutboxRows(db, touches);
  const logs = await insertAuditLogs(
    db,
    entries.map((entry) => toRow(context, entry)),
  );
  const { actor } = context;
  const author = actor === null ? null : { id: actor.kind === 'user' ? actor.id : null, name: nameOf(actor) };
  const outboxIdOf = (environmentId: number, dueAt: Date | null = null) => {
    const index = touches.findIndex((touch) => touch.environmentId === environmentId && touch.dueAt === dueAt);
    return outboxIds[index] ?? null;
  };
  const organisationIds = [...new Set(logs.map(({ organisationId }) => organisationId))];
  const integrated = logs.filter(({ isIntegrated }) => isIntegrated);
  const now = context.now();
  const told =
    integrated.length === 0 && (logs.length > 0 || events.length === 0)
      ? []
      : [
          ...(await enqueueChanges(db, { auditIds: integrated.map(({ id }) => id), organisationIds, outboxIdOf })),
          ...(await enqueueLiveChanges(db, { flags: events, author, now, outboxIdOf })),
        ];
  const webhooks = await enqueueEvents(db, {
    isHeard: logs.length === 0 || logs.some(({ isHeard }) => isHeard),
    setting: context.setting,
    flags: events,
    author,
    now,
    outboxIdOf,
    organisationIds,
    logs: async (organisationIds) => {
      const ids = logs.filter((log) => organisationIds.includes(log.organisationId)).map(({ id }) => id);
      const rows = await listAuditLogsById(db, organisationIds, ids);
      return rows.map((row) => ({ organisationId: row.log.organisationId, log: toAuditLog(row) }));
    },
  });
  return [...told, ...webhooks];
}

/** Notes a change for the audit log. */
export function recordAudit(write: Write, entry: AuditEntry): void {
  write.entries.push(entry);
}

/** Notes that an environment must be published again, now or when a scheduled change goes live. */
export function touchEnvironment(write: Write, environmentId: number, kind: string, dueAt: Date | null = null): void {
  const known = write.touches.some((touch) => touch.environmentId === environmentId && touch.dueAt === dueAt);
  if (!known) write.touches.push({ environmentId, kind, dueAt });
}

/** Notes a change that webhooks are told of, once it is published. Touch the environment, too. */
export function announce(write: Write, event: FlagEvent): void {
  write.events.push(event);
}

function toRow({ actor }: Context, entry: AuditEntry): NewAuditLog {
  return {
    organisationId: entry.organisationId,
    projectId: entry.projectId ?? null,
    environmentId: entry.environmentId ?? null,
    log: entry.log,
    authorId: actor?.kind === 'user' ? actor.id : null,
    masterApiKeyId: actor?.kind === 'master-key' ? actor.id : null,
    authorName: actor === null ? null : nameOf(actor),
    relatedObjectId: entry.objectId ?? null,
    relatedObjectUuid: entry.objectUuid ?? null,
    relatedObjectType: entry.type,
    changeType: entry.change,
    before: entry.before ?? null,
    after: entry.after ?? null,
    isSystemEvent: entry.isSystemEvent ?? false,
  };
}

function nameOf(actor: Actor): string {
  return actor.kind === 'user' ? actor.email : actor.name;
}

/** Resolves when all have published, or failed to. */
function wakePublishers(context: Context, touches: Write['touches']): Promise<unknown> {
  const due = touches.filter(({ dueAt }) => dueAt === null || dueAt <= context.now());
  const waking = due.map(({ environmentId }) =>
    context.publishers.publish(environmentId).catch((error: unknown) => {
      logFailure('environment.publish.failed', error, { environmentId });
    }),
  );
  for (const one of waking) context.defer(one);
  return Promise.all(waking);
}

/** A serialization failure or a deadlock. */
function isTransient(error: unknown): boolean {
  const cause = findDatabaseError(error);
  return cause instanceof StatementRefused && (cause.code === '40001' || cause.code === '40P01');
}
