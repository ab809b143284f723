import type { ExportedEnvironment, ExportedProject, OrganisationExport } from '../../contract/organisation-export.ts';
import type { Context } from '../../core/context.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { loadEnvironmentSnapshot } from '../environments/environment-snapshot.service.ts';
import { showServerKeys } from '../environments/server-keys.service.ts';
import {
  findOrganisationName,
  listExportedEnvironments,
  listExportedFields,
  listExportedProjects,
  listExportedTags,
  listIdentities,
  listLeftOut,
  listSegmentRows,
  listWholeFeatures,
} from './export-organisation.queries.ts';
import { toExportedOverrides, toExportedSegment, toExportedStates } from './exported-project.mappers.ts';

export type ExportOptions = { withIdentities: boolean; withServerKeys: boolean };

const PAGE = 2_000;

/** Records that somebody takes the whole organisation with them, before the first of it is sent. */
export async function beginExport(
  context: Context,
  organisationId: number,
  options: ExportOptions,
): Promise<ReadableStream> {
  await transact(context, async (write) => {
    recordAudit(write, {
      organisationId,
      log: 'Organisation exported',
      type: 'ORGANISATION',
      change: 'UPDATE',
      objectId: organisationId,
      after: { identities: options.withIdentities, server_keys: options.withServerKeys },
    });
  });
  return toStream(writeExport(context, organisationId, options));
}

/** The document in pieces: a project, an environment or a page of identities is in memory at a time. */
export async function* writeExport(
  context: Context,
  organisationId: number,
  options: ExportOptions,
): AsyncGenerator<string> {
  const { db } = context.database;
  const head: Omit<OrganisationExport, 'projects'> = {
    format: 'halyard-organisation',
    version: 1,
    exported_at: context.now().toISOString(),
    organisation: await findOrganisationName(db, organisationId),
    left_out: await listLeftOut(db, organisationId, options),
    metadata_fields: await listExportedFields(db, organisationId),
  };
  yield open(head, 'projects');
  let isFirst = true;
  for (const project of await listExportedProjects(db, organisationId)) {
    if (!isFirst) yield ',\n';
    isFirst = false;
    yield* writeProject(context, project, options);
  }
  yield ']}\n';
}

async function* writeProject(
  context: Context,
  project: ExportedProject,
  options: ExportOptions,
): AsyncGenerator<string> {
  const { db } = context.database;
  const segments = await listSegmentRows(db, project.id);
  const head = {
    ...project,
    tags: await listExportedTags(db, project.id),
    features: await listWholeFeatures(db, project.id),
    segments: segments.map(toExportedSegment),
  };
  yield open(head, 'environments');
  const known = { features: idsOf(head.features), segments: idsOf(segments) };
  for (const [index, environment] of (await listExportedEnvironments(db, project.id)).entries()) {
    if (index > 0) yield ',\n';
    yield* writeEnvironment(context, environment, known, options);
  }
  yield ']}';
}

type Known = { features: ReadonlySet<number>; segments: ReadonlySet<number> };

async function* writeEnvironment(
  context: Context,
  environment: Omit<ExportedEnvironment, 'states'>,
  known: Known,
  { withIdentities, withServerKeys }: ExportOptions,
): AsyncGenerator<string> {
  const { snapshot } = await loadEnvironmentSnapshot(context.database, environment.id);
  // Made between two reads, it is in the next export.
  const holds = ({ feature, segment = null }: { feature: number; segment?: number | null | undefined }) =>
    known.features.has(feature) && (segment === null || known.segments.has(segment));
  const written = snapshot === null ? { states: [], seeds: [] } : toExportedStates(snapshot.document);
  const keys = withServerKeys ? await readServerKeys(context, environment.id) : undefined;
  const head = {
    ...environment,
    states: written.states.filter(holds),
    seeds: (written.seeds ?? []).filter(holds),
    ...(keys === undefined ? {} : { server_keys: keys }),
  };
  yield open(head, 'identities');
  const overrides = snapshot === null ? new Map() : toExportedOverrides(snapshot.document);
  let afterId = 0;
  let isFirst = true;
  for (;;) {
    const page = withIdentities ? await listIdentities(context.database.db, environment.id, afterId, PAGE) : [];
    afterId = page.at(-1)?.id ?? 0;
    const texts = page.map(({ id: _id, ...identity }) => {
      const own = (overrides.get(identity.identifier) ?? []).filter(holds);
      return JSON.stringify({ ...identity, ...(own.length > 0 ? { overrides: own } : {}) });
    });
    if (texts.length > 0) yield `${isFirst ? '' : ',\n'}${texts.join(',\n')}`;
    isFirst = false;
    if (page.length < PAGE) break;
  }
  yield ']}';
}

async function readServerKeys(context: Context, environmentId: number) {
  const keys = await showServerKeys(context, { environmentId });
  // Of one that cannot be read, only its beginning is shown.
  const readable = keys.filter(({ key }) => key !== 'ser.');
  return readable.map(({ name, key, active, expires_at: expiresAt }) => ({ name, key, active, expires_at: expiresAt }));
}

/** The object without its end, in which a list begins. */
function open(head: object, list: string): string {
  return `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(list)}:[\n`;
}

const idsOf = (rows: readonly { id: number }[]) => new Set(rows.map(({ id }) => id));

function toStream(pieces: AsyncGenerator<string>): ReadableStream {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
}
