import type {
  NewTrustRelationship,
  TrustRelationship,
  TrustRelationshipUpdate,
} from '../../contract/trust-relationships.ts';
import { findChanges } from '../../core/changes.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { changeBackingKey, createBackingKey, deleteBackingKey } from '../master-keys/backing-keys.service.ts';
import { toTrustRelationship } from './trust-relationships.mappers.ts';
import {
  countTrustRelationships,
  findTrustRelationship,
  insertTrustRelationship,
  listTrustRelationships as selectTrustRelationships,
  lockTrustRelationship,
  updateTrustRelationshipRow,
  type TrustRow,
} from './trust-relationships.queries.ts';

const LONGEST_KEY_NAME = 50;

export async function listTrustRelationships(
  context: Context,
  organisationId: number,
  window: { limit: number; offset: number },
) {
  const { db } = context.database;
  const [count, found] = await Promise.all([
    countTrustRelationships(db, organisationId),
    selectTrustRelationships(db, organisationId, window),
  ]);
  return { count, items: found.map(toTrustRelationship) };
}

export async function getTrustRelationship(context: Context, organisationId: number, id: number) {
  const found = await findTrustRelationship(context.database.db, organisationId, id);
  if (found === null) throw notFound();
  return toTrustRelationship(found);
}

export async function createTrustRelationship(
  context: Context,
  organisationId: number,
  input: NewTrustRelationship,
): Promise<TrustRelationship> {
  checkRules(input);
  checkIssuer(context, input.issuer);
  const createdById = context.actor?.kind === 'user' ? context.actor.id : null;
  return uniquely(() =>
    transact(context, async (write) => {
      const { name, issuer, audience, claim_rules: claimRules, is_admin: isAdmin } = input;
      const key = await createBackingKey(write, {
        organisationId,
        name: keyNameOf(name),
        isAdmin,
        createdById,
      });
      if (key === null) throw notFound();
      const trust = await insertTrustRelationship(write.db, {
        organisationId,
        name,
        issuer,
        audience,
        claimRules,
        masterApiKeyId: key.id,
        createdById,
      });
      if (trust === null) throw notFound();
      recordAudit(write, {
        organisationId,
        log: `Trust relationship created: ${name}`,
        type: 'KEY',
        change: 'CREATE',
        objectId: trust.id,
        after: auditable({ trust, key }),
      });
      return toTrustRelationship({ trust, key });
    }),
  );
}

/** One that becomes an administrator loses its roles. */
export async function updateTrustRelationship(
  context: Context,
  organisationId: number,
  id: number,
  update: TrustRelationshipUpdate,
): Promise<TrustRelationship> {
  checkRules(update);
  if (update.issuer !== undefined) checkIssuer(context, update.issuer);
  return uniquely(() =>
    transact(context, async (write) => {
      const current = await lockTrustRelationship(write.db, organisationId, id);
      if (current === null) throw notFound();
      const values = {
        name: update.name ?? current.trust.name,
        issuer: update.issuer ?? current.trust.issuer,
        audience: update.audience ?? current.trust.audience,
        claimRules: update.claim_rules ?? current.trust.claimRules,
      };
      const isAdmin = update.is_admin ?? current.key.isAdmin;
      const after = {
        trust: { ...current.trust, ...values },
        key: { ...current.key, isAdmin, name: keyNameOf(values.name) },
      };
      const changes = findChanges(auditable(current), auditable(after));
      if (changes === null) return toTrustRelationship(current);
      await updateTrustRelationshipRow(write.db, organisationId, id, values);
      await changeBackingKey(write, current.key, { isAdmin, name: after.key.name });
      recordAudit(write, {
        organisationId,
        log: `Trust relationship updated: ${values.name}`,
        type: 'KEY',
        change: 'UPDATE',
        objectId: id,
        ...changes,
      });
      return toTrustRelationship(after);
    }),
  );
}

/** Tokens that were given for it end with it. */
export async function deleteTrustRelationship(context: Context, organisationId: number, id: number): Promise<void> {
  await transact(context, async (write) => {
    const current = await lockTrustRelationship(write.db, organisationId, id);
    if (current === null) throw notFound();
    await updateTrustRelationshipRow(write.db, organisationId, id, { deletedAt: context.now() });
    await deleteBackingKey(write, current.key);
    recordAudit(write, {
      organisationId,
      log: `Trust relationship deleted: ${current.trust.name}`,
      type: 'KEY',
      change: 'DELETE',
      objectId: id,
      before: auditable(current),
    });
  });
}

/** Whoever runs a workflow at a public issuer names the audience themselves: without a rule, anybody of the issuer's would get in. */
function checkRules({ claim_rules: rules }: Pick<TrustRelationshipUpdate, 'claim_rules'>): void {
  if (rules === undefined) return;
  if (rules.length === 0)
    throw invalid({ claim_rules: ['Give at least one rule, or anybody of this issuer gets in.'] });
  if (rules.some(({ values }) => values.length === 0)) throw invalid({ claim_rules: ['Give each rule a value.'] });
}

function checkIssuer({ outbound }: Context, issuer: string): void {
  const hasMore = issuer.includes('?') || issuer.includes('#');
  const fault = hasMore ? 'An issuer has neither query nor fragment.' : outbound.findFault(issuer);
  if (fault !== null) throw invalid({ issuer: [fault] });
}

async function uniquely<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violatedConstraint(error) !== 'trust_relationships_issuer_audience_unique') throw error;
    throw invalid({ non_field_errors: ['There is a trust relationship with this issuer and audience already.'] });
  }
}

const keyNameOf = (name: string) => [...`Trust relationship: ${name}`].slice(0, LONGEST_KEY_NAME).join('');

function auditable({ trust, key }: TrustRow) {
  const { name, issuer, audience, claimRules } = trust;
  return { name, issuer, audience, claim_rules: claimRules, is_admin: key.isAdmin };
}
