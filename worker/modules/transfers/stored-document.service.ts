import type { ExportedEnvironment, OrganisationExport } from '../../contract/organisation-export.ts';
import type { Context } from '../../core/context.ts';
import { SEALED_PLACES } from '../../core/sealed-places.ts';

type Change = (key: string, place: string) => Promise<string>;

/** The document as it waits: its server-side keys sealed. */
export async function sealServerKeys(
  { sealer }: Pick<Context, 'sealer'>,
  organisationId: number,
  document: OrganisationExport,
): Promise<OrganisationExport> {
  return changeServerKeys(document, organisationId, (key, place) => sealer.seal(key, place));
}

export async function openServerKeys(
  { sealer }: Pick<Context, 'sealer'>,
  organisationId: number,
  document: OrganisationExport,
): Promise<OrganisationExport> {
  return changeServerKeys(document, organisationId, (key, place) => sealer.open(key, place));
}

async function changeServerKeys(
  document: OrganisationExport,
  organisationId: number,
  change: Change,
): Promise<OrganisationExport> {
  const place = SEALED_PLACES.importedServerKey(organisationId);
  const changeEnvironment = async (environment: ExportedEnvironment): Promise<ExportedEnvironment> => {
    if ((environment.server_keys ?? []).length === 0) return environment;
    const keys = (environment.server_keys ?? []).map(async (one) => ({ ...one, key: await change(one.key, place) }));
    return { ...environment, server_keys: await Promise.all(keys) };
  };
  const projects = document.projects.map(async (project) => ({
    ...project,
    environments: await Promise.all((project.environments ?? []).map(changeEnvironment)),
  }));
  return { ...document, projects: await Promise.all(projects) };
}
