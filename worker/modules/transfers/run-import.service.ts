import type { OrganisationExport } from '../../contract/organisation-export.ts';
import type { FidelityReport } from '../../contract/transfers.ts';
import type { Actor } from '../../core/access.ts';
import type { Context, ManagementPorts } from '../../core/context.ts';
import { findDatabaseError, StatementRefused, violatedConstraint } from '../../core/database.ts';
import { DomainError } from '../../core/errors.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { toImporterContext, toUserActor } from './importer-context.ts';
import {
  claimImport,
  endOrganisationImport,
  listWaitingImports,
  releaseImport,
  tellProgress,
  type ClaimedImport,
} from './organisation-imports.queries.ts';
import { openServerKeys } from './stored-document.service.ts';
import { writeOrganisation } from './write-organisation.service.ts';

/** Longer than any step takes; after it, a killed import is taken up again. */
const LEASE_SECONDS = 120;
const MOST_ATTEMPTS = 5;
const A_SWEEP = 5;

/** Undoes a dry run's transaction, and carries its report out of it. */
class DryRunEnd extends Error {
  readonly report: FidelityReport;

  constructor(report: FidelityReport) {
    super('a dry run ends');
    this.report = report;
  }
}

/** Before each step, in its transaction: tests let the process die there. */
export type Faults = { beforeStep?: (step: string) => void };

/**
 * Does the work of an import that waits: in one transaction, so that a killed one leaves nothing, and whoever finds its lease run out starts
 * it again. Never rejects for what the document causes: that is told in the import's row. Rejects for what the process suffers.
 */
export async function runImport(ports: ManagementPorts, id: number, faults: Faults = {}): Promise<void> {
  const { db } = ports.database;
  const lease = { id, lease: crypto.randomUUID(), seconds: LEASE_SECONDS };
  const claimed = await claimImport(db, id, lease.lease, LEASE_SECONDS);
  if (claimed === null) return;
  if (claimed.attempts > MOST_ATTEMPTS) {
    const error = 'The import was interrupted too often. Nothing of it was stored.';
    await endOrganisationImport(db, lease, { status: 'FAILED', report: null, error });
    return;
  }
  try {
    const { context, settle } = contextFor(ports, claimed);
    await perform(context, claimed, lease, faults);
    await settle();
  } catch (error) {
    if (error instanceof DryRunEnd) {
      await endOrganisationImport(db, lease, { status: 'SUCCESS', report: error.report, error: null });
      return;
    }
    const reason = explain(error);
    if (reason === null) {
      await releaseImport(db, lease);
      throw error;
    }
    await endOrganisationImport(db, lease, { status: 'FAILED', report: null, error: reason });
  }
}

async function perform(
  context: Context,
  claimed: ClaimedImport,
  lease: { id: number; lease: string; seconds: number },
  faults: Faults,
): Promise<void> {
  const { db } = context.database;
  const organisationId = claimed.organisation_id;
  const stored = JSON.parse(claimed.document) as OrganisationExport;
  const document = await openServerKeys(context, organisationId, stored);
  await transact(context, async (write) => {
    const report = await writeOrganisation(write, organisationId, document, async (step, done, total) => {
      // Beside the transaction, for everybody to see.
      if (!(await tellProgress(db, lease, { step, done, total }))) throw new Error('the lease of the import was lost');
      faults.beforeStep?.(step);
    });
    if (claimed.is_dry_run) throw new DryRunEnd(report);
    recordAudit(write, {
      organisationId,
      log: `Organisation imported: ${document.organisation.name}`,
      type: 'IMPORT_REQUEST',
      change: 'CREATE',
      objectId: claimed.id,
      after: report.counts,
    });
    const isEnded = await endOrganisationImport(write.db, lease, { status: 'SUCCESS', report, error: null });
    if (!isEnded) throw new Error('the lease of the import was lost');
  });
  logEvent('organisation.import.ended', { importId: claimed.id, organisationId });
}

/** Takes up what waits, or what was killed. */
export async function sweepImports(ports: ManagementPorts): Promise<void> {
  for (const id of await listWaitingImports(ports.database.db, A_SWEEP)) {
    try {
      await runImport(ports, id);
    } catch (error) {
      logFailure('organisation.import.failed', error, { importId: id });
    }
  }
}

/** What of it lies in the document; null for what another try may not meet again. */
function explain(error: unknown): string | null {
  if (error instanceof DomainError) return error.message;
  const cause = findDatabaseError(error);
  if (!(cause instanceof StatementRefused) || !cause.isFinal) return null;
  const constraint = violatedConstraint(error);
  if (constraint === 'projects_name_unique') return 'The organisation has a project of the same name by now.';
  return `The database refused the document${constraint === null ? '' : ` (${constraint})`}. Nothing of it was stored.`;
}

function contextFor(ports: ManagementPorts, claimed: ClaimedImport) {
  const { id, organisation_id: organisationId, user, key } = claimed;
  const ofKey = (): Actor | null =>
    key === null ? null : { kind: 'master-key', id: key.id, name: key.name, organisationId, isAdmin: key.is_admin };
  return toImporterContext(ports, user === null ? ofKey() : toUserActor(user), `import-${id}`);
}
