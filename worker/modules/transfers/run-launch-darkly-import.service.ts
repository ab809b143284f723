import type { ManagementPorts } from '../../core/context.ts';
import { findDatabaseError, StatementRefused } from '../../core/database.ts';
import { DomainError } from '../../core/errors.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';
import { logFailure } from '../../platform/log.ts';
import { recordAudit, transact, type Write } from '../audit/transact.service.ts';
import { lockProjectFor } from '../projects/project-lock.service.ts';
import { readNow } from './bulk-rows.queries.ts';
import { Issues, type Contents, type Counts } from './contents.ts';
import { toImporterContext, toUserActor } from './importer-context.ts';
import { LaunchDarklyAway, readProject } from './launch-darkly-client.service.ts';
import {
  claimLaunchDarklyImport,
  endLaunchDarklyImport,
  listWaitingLaunchDarklyImports,
  releaseLaunchDarklyImport,
  type ClaimedLaunchDarklyImport,
  type LaunchDarklyStatus,
} from './launch-darkly-imports.queries.ts';
import { toContents } from './launch-darkly.mappers.ts';
import { writeContents } from './write-contents.service.ts';
import { newIds } from './writing.service.ts';

const LEASE_SECONDS = 300;
const MOST_ATTEMPTS = 5;
const MOST_MESSAGES = 500;
const A_SWEEP = 3;

type Held = { id: number; lease: string };

/**
 * Reads the project and writes it, in one transaction. Never rejects for what LaunchDarkly answers; while it cannot be reached, the next
 * sweep tries again, five times in all.
 */
export async function runLaunchDarklyImport(ports: ManagementPorts, id: number): Promise<void> {
  const { db } = ports.database;
  const held: Held = { id, lease: crypto.randomUUID() };
  const claimed = await claimLaunchDarklyImport(db, id, held.lease, LEASE_SECONDS);
  if (claimed === null) return;
  try {
    await perform(ports, claimed, held);
  } catch (error) {
    const cause = findDatabaseError(error);
    const isFinal = error instanceof DomainError || (cause instanceof StatementRefused && cause.isFinal);
    if (!isFinal && claimed.attempts < MOST_ATTEMPTS) {
      await releaseLaunchDarklyImport(db, held);
      throw error;
    }
    await endLaunchDarklyImport(db, held, { ...claimed.status, result: 'failure', error_messages: [explain(error)] });
  }
}

async function perform(ports: ManagementPorts, claimed: ClaimedLaunchDarklyImport, held: Held): Promise<void> {
  const { organisation_id: organisationId, project_id: projectId, ld_project_key: projectKey } = claimed;
  const token = await ports.sealer.open(claimed.sealed_token, SEALED_PLACES.launchDarklyToken(projectId));
  const read = await readProject(ports, { token, projectKey });
  const { contents, problems } = toContents(read);
  const actor = claimed.user === null ? null : toUserActor(claimed.user);
  const { context, settle } = toImporterContext(ports, actor, `launch-darkly-${claimed.id}`);
  await transact(context, async (write) => {
    const { issues, counts } = await bring(write, { organisationId, projectId }, contents);
    const messages = [...problems, ...issues.list.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`)];
    const status: LaunchDarklyStatus = {
      requested_environment_count: read.environments.length,
      requested_flag_count: read.flags.length,
      deprecated_flag_count: read.flags.filter(({ deprecated }) => deprecated === true).length,
      result: messages.length === 0 ? 'success' : 'incomplete',
      error_messages: messages.slice(0, MOST_MESSAGES),
    };
    recordAudit(write, {
      organisationId,
      projectId,
      log: `LaunchDarkly project imported: ${projectKey}`,
      type: 'IMPORT_REQUEST',
      change: 'CREATE',
      objectId: claimed.id,
      after: { ...counts, left_out: messages.length },
    });
    if (!(await endLaunchDarklyImport(write.db, held, status))) throw new Error('the lease of the import was lost');
  });
  await settle();
}

async function bring(write: Write, place: { organisationId: number; projectId: number }, contents: Contents) {
  const project = await lockProjectFor(write, place.projectId);
  const issues = new Issues();
  const counts: Counts = {};
  await writeContents(
    {
      write,
      place: { ...place, preventFlagDefaults: project.preventFlagDefaults },
      now: await readNow(write.db),
      issues,
      counts,
      modelFields: new Map(),
      ids: newIds(),
      step: async () => undefined,
    },
    contents,
  );
  return { issues, counts };
}

/** Takes up what waits, or was killed. */
export async function sweepLaunchDarklyImports(ports: ManagementPorts): Promise<void> {
  for (const id of await listWaitingLaunchDarklyImports(ports.database.db, A_SWEEP)) {
    try {
      await runLaunchDarklyImport(ports, id);
    } catch (error) {
      logFailure('launch-darkly.import.failed', error, { importId: id });
    }
  }
}

function explain(error: unknown): string {
  if (error instanceof LaunchDarklyAway) return error.message;
  if (!(error instanceof DomainError)) return 'The import failed on our side. Nothing of it was stored.';
  return error.fields === null ? error.message : JSON.stringify(error.fields);
}
