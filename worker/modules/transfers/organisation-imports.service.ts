import type { OrganisationExport } from '../../contract/organisation-export.ts';
import type { OrganisationImport, TransferDocument } from '../../contract/transfers.ts';
import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { violatedConstraint } from '../../core/database.ts';
import { invalid, notFound } from '../../core/errors.ts';
import { logFailure } from '../../platform/log.ts';
import { checkDocument } from './check-document.ts';
import { fromFlagsmith } from './flagsmith.mappers.ts';
import {
  findOrganisationImport,
  insertOrganisationImport,
  listOrganisationImports,
  listProjectNames,
} from './organisation-imports.queries.ts';
import { runImport } from './run-import.service.ts';
import { sealServerKeys } from './stored-document.service.ts';

/**
 * Accepts a document; the work follows the answer. Throws INVALID, with nothing stored, for a document that does not hold together, a
 * project whose name the organisation has, or while another import of the organisation runs.
 */
export async function beginImport(
  context: Context,
  { organisationId }: Scope,
  input: { document: TransferDocument; isDryRun: boolean },
): Promise<OrganisationImport> {
  const { source } = input.document;
  const document = input.document.source === 'halyard' ? input.document.document : fromFlagsmith(input.document.rows);
  checkDocument(document);
  await checkProjectNames(context, organisationId, document);
  const { actor } = context;
  const row = {
    organisationId,
    createdById: actor?.kind === 'user' ? actor.id : null,
    createdByApiKeyId: actor?.kind === 'master-key' ? actor.id : null,
    source,
    isDryRun: input.isDryRun,
    document: JSON.stringify(await sealServerKeys(context, organisationId, document)),
  };
  const begun = await insert(context, row);
  const work = runImport(context, begun.id).catch((error: unknown) => {
    logFailure('organisation.import.failed', error, { importId: begun.id });
  });
  context.defer(work);
  return begun;
}

export async function showImports({ database }: Context, { organisationId }: Scope): Promise<OrganisationImport[]> {
  return listOrganisationImports(database.db, organisationId);
}

export async function showImport(
  { database }: Context,
  { organisationId }: Scope,
  id: number,
): Promise<OrganisationImport> {
  const row = await findOrganisationImport(database.db, organisationId, id);
  if (row === null) throw notFound();
  return row;
}

async function checkProjectNames(
  { database }: Context,
  organisationId: number,
  { projects }: OrganisationExport,
): Promise<void> {
  const known = new Set(await listProjectNames(database.db, organisationId));
  const same = projects.filter(({ name }) => known.has(name)).map(({ name }) => name);
  if (same.length > 0)
    throw invalid({ document: [`The organisation has projects of these names: ${same.join(', ')}.`] });
}

async function insert({ database }: Context, row: Parameters<typeof insertOrganisationImport>[1]) {
  try {
    return await insertOrganisationImport(database.db, row);
  } catch (error) {
    if (violatedConstraint(error) !== 'organisation_imports_one_at_a_time') throw error;
    throw invalid('An import into this organisation is running already.');
  }
}
