import type { Db } from '../../../drizzle/db.ts';
import type { auditObjectTypes } from '../../../drizzle/schema/audit-logs.ts';
import type { Context } from '../../core/context.ts';
import { findDatabaseError, StatementRefused } from '../../core/database.ts';
import { logFailure } from '../../platform/log.ts';
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
};

const ATTEMPTS = 3;

/**
 * Runs a change in one transaction: the rows it writes, its audit rows and its outbox rows are committed together or not at
 * all. Afterwards the publishers of the touched environments are woken; should that fail, the outbox sweep does it. The work runs
 * again if Postgres broke a deadlock by undoing it, so it may only write through `write.db`.
 */
export async function transact<T>(context: Context, work: (write: Write) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    let touches: Write['touches'] = [];
    try {
      const result = await context.database.transaction(async (db) => {
        const write: Write = { db, context, entries: [], touches: [] };
        const value = await work(write);
        await insertOutboxRows(db, write.touches);
        await insertAuditLogs(
          db,
          write.entries.map((entry) => toRow(context, entry)),
        );
        touches = write.touches;
        return value;
      });
      wakePublishers(context, touches);
      return result;
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
    }
  }
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

function toRow({ actor }: Context, entry: AuditEntry): NewAuditLog {
  return {
    organisationId: entry.organisationId,
    projectId: entry.projectId ?? null,
    environmentId: entry.environmentId ?? null,
    log: entry.log,
    authorId: actor?.kind === 'user' ? actor.id : null,
    masterApiKeyId: actor?.kind === 'master-key' ? actor.id : null,
    authorName: actor === null ? null : actor.kind === 'user' ? actor.email : actor.name,
    relatedObjectId: entry.objectId ?? null,
    relatedObjectUuid: entry.objectUuid ?? null,
    relatedObjectType: entry.type,
    changeType: entry.change,
    before: entry.before ?? null,
    after: entry.after ?? null,
    isSystemEvent: entry.isSystemEvent ?? false,
  };
}

function wakePublishers(context: Context, touches: Write['touches']): void {
  for (const { environmentId, dueAt } of touches) {
    if (dueAt !== null && dueAt > context.now()) continue;
    const waking = context.publishers.publish(environmentId).catch((error: unknown) => {
      logFailure('environment.publish.failed', error, { environmentId });
    });
    context.defer(waking);
  }
}

/** A serialization failure or a deadlock. */
function isTransient(error: unknown): boolean {
  const cause = findDatabaseError(error);
  return cause instanceof StatementRefused && (cause.code === '40001' || cause.code === '40P01');
}
