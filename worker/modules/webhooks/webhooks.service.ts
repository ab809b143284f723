import type { NewWebhook, Webhook, WebhookUpdate } from '../../contract/webhooks.ts';
import { fulfils, type Scope } from '../../core/access.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { sealSecret, showSecret } from './webhook-secret.ts';
import { requireWebhookUrl } from './webhook-url.ts';
import {
  countWebhooks,
  deleteWebhookRow,
  findWebhook,
  insertWebhook,
  listWebhooks as selectWebhooks,
  updateWebhookRow,
  type WebhookRow,
} from './webhooks.queries.ts';

/** Of the environment where the scope has one, else of the organisation. compat: secrets are shown, to administrators only. */
export async function listWebhooks(context: Context, scope: Scope): Promise<Webhook[]> {
  const rows = await selectWebhooks(context.database.db, scope);
  return Promise.all(rows.map((row) => present(context, scope, row)));
}

export async function listWebhookPage(context: Context, scope: Scope, window: { limit: number; offset: number }) {
  const { db } = context.database;
  const [count, rows] = await Promise.all([countWebhooks(db, scope), selectWebhooks(db, scope, window)]);
  return { count, items: await Promise.all(rows.map((row) => present(context, scope, row))) };
}

export async function getWebhook(context: Context, scope: Scope, id: number): Promise<Webhook> {
  const row = await findWebhook(context.database.db, scope, id);
  if (row === null) throw notFound();
  return present(context, scope, row);
}

/** Throws INVALID for an address that is not a public one. */
export async function createWebhook(context: Context, scope: Scope, input: NewWebhook): Promise<Webhook> {
  requireWebhookUrl(context, input.url);
  const uuid = crypto.randomUUID();
  const sealedSecret = await sealSecret(context, scope, uuid, input.secret ?? '');
  const values = { uuid, url: input.url, enabled: input.enabled ?? true, sealedSecret };
  const row = await transact(context, async (write) => {
    const row = await insertWebhook(write.db, scope, values);
    if (row === null) throw notFound();
    recordAudit(write, {
      ...toAuditPlace(scope),
      log: `Webhook created: ${row.url}`,
      type: 'WEBHOOK',
      change: 'CREATE',
      objectId: row.id,
      after: auditable(row),
    });
    return row;
  });
  return present(context, scope, row);
}

/** That the secret changed is recorded, the secret is not. */
export async function updateWebhook(
  context: Context,
  scope: Scope,
  id: number,
  input: WebhookUpdate,
): Promise<Webhook> {
  if (input.url !== undefined) requireWebhookUrl(context, input.url);
  const row = await transact(context, async (write) => {
    const current = await findWebhook(write.db, scope, id);
    if (current === null) throw notFound();
    const isNewSecret = input.secret !== undefined && input.secret !== (await showSecret(context, scope, current));
    const values = {
      url: input.url ?? current.url,
      enabled: input.enabled ?? current.enabled,
      sealedSecret: isNewSecret
        ? await sealSecret(context, scope, current.uuid, input.secret ?? '')
        : current.sealedSecret,
    };
    const after = { ...auditable({ ...current, ...values }), ...(isNewSecret ? { secret: 'changed' } : {}) };
    const changes = findChanges<object>(auditable(current), after);
    if (changes === null) return current;
    const row = await updateWebhookRow(write.db, scope, id, { ...values, updatedAt: context.now() });
    if (row === null) throw notFound();
    recordAudit(write, {
      ...toAuditPlace(scope),
      log: `Webhook updated: ${row.url}`,
      type: 'WEBHOOK',
      change: 'UPDATE',
      objectId: id,
      ...changes,
    });
    return row;
  });
  return present(context, scope, row);
}

export async function deleteWebhook(context: Context, scope: Scope, id: number): Promise<void> {
  await transact(context, async (write) => {
    const row = await deleteWebhookRow(write.db, scope, id);
    if (row === null) throw notFound();
    recordAudit(write, {
      ...toAuditPlace(scope),
      log: `Webhook deleted: ${row.url}`,
      type: 'WEBHOOK',
      change: 'DELETE',
      objectId: id,
      before: auditable(row),
    });
  });
}

async function present(context: Context, scope: Scope, row: WebhookRow): Promise<Webhook> {
  const mayKnow = fulfils(scope.grants, scope.environmentId === null ? 'ORGANISATION_ADMIN' : 'ENVIRONMENT_ADMIN');
  return {
    id: row.id,
    url: row.url,
    enabled: row.enabled,
    secret: mayKnow ? await showSecret(context, scope, row) : '',
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

function auditable({ url, enabled }: Pick<WebhookRow, 'url' | 'enabled'>) {
  return { url, enabled };
}

function toAuditPlace({ organisationId, projectId, environmentId }: Scope) {
  return { organisationId, projectId, environmentId };
}
