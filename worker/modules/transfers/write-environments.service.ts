import type { ExportedEnvironment, ExportedFeature } from '../../contract/organisation-export.ts';
import { invalid } from '../../core/errors.ts';
import { randomKey } from '../../core/random-key.ts';
import { recordAudit, touchEnvironment } from '../audit/transact.service.ts';
import { fillEnvironment, welcomeCreator } from '../environments/managed-environments.service.ts';
import { insertRows, takeIds } from './bulk-rows.queries.ts';
import { findTakenKeys, listEnvironments } from './existing.queries.ts';
import { writeServerKeys } from './write-server-keys.service.ts';
import { count, type Writing } from './writing.service.ts';

/** An environment of the project after the import; `content` is what the document says of it, if anything. */
export type WrittenEnvironment = {
  id: number;
  name: string;
  usesVersions: boolean;
  isNew: boolean;
  content: ExportedEnvironment | null;
};

/** Writes the environments that the project does not have; returns all that it has then. */
export async function writeEnvironments(
  writing: Writing,
  environments: readonly ExportedEnvironment[],
  features: readonly ExportedFeature[],
): Promise<WrittenEnvironment[]> {
  const { write, place, ids } = writing;
  const known = new Map((await listEnvironments(write.db, place.projectId)).map((row) => [row.name, row]));
  const added = environments.filter(({ name }) => !known.has(name));
  const keys = await chooseKeys(writing, added);
  const newIds = await takeIds(write.db, 'environments', added.length);
  const rows = added.map((environment, index) => toRow(writing, environment, newIds[index] ?? 0, keys[index] ?? ''));
  await insertRows(write.db, 'environments', rows);
  for (const [index, environment] of added.entries()) {
    const id = newIds[index] ?? 0;
    ids.environments.set(environment.id, id);
    await welcome(writing, environment, id, features);
  }
  const written: WrittenEnvironment[] = added.map((content, index) => ({
    id: newIds[index] ?? 0,
    name: content.name,
    usesVersions: content.use_v2_feature_versioning ?? false,
    isNew: true,
    content,
  }));
  for (const { id, name, uses_versions: usesVersions } of known.values()) {
    const content = environments.find((one) => one.name === name) ?? null;
    if (content !== null) ids.environments.set(content.id, id);
    written.push({ id, name, usesVersions, isNew: false, content });
  }
  for (const { id } of written) touchEnvironment(write, id, 'import');
  count(writing, 'environments', added.length);
  return written;
}

/** People are bucketed by the key of the environment, so it stays where it is free. */
async function chooseKeys({ write, issues }: Writing, environments: readonly ExportedEnvironment[]): Promise<string[]> {
  const wanted = environments.flatMap(({ api_key: key }) => (key === undefined ? [] : [key]));
  const repeated = wanted.find((key, index) => wanted.indexOf(key) !== index);
  if (repeated !== undefined) throw invalid(`Two environments of the document have the key ${repeated}.`);
  const taken = await findTakenKeys(write.db, wanted);
  return environments.map(({ name, api_key: key }) => {
    if (key !== undefined && !taken.has(key)) return key;
    const reason =
      'Its client-side key is in use on this server, so it has a new one. Buckets go by the key: people can fall into others.';
    if (key !== undefined) issues.add('environment', name, reason);
    return randomKey();
  });
}

function toRow({ place }: Writing, environment: ExportedEnvironment, id: number, apiKey: string) {
  return {
    id,
    organisation_id: place.organisationId,
    project_id: place.projectId,
    name: environment.name,
    description: environment.description ?? null,
    api_key: apiKey,
    allow_client_traits: environment.allow_client_traits ?? true,
    banner_text: environment.banner_text ?? null,
    banner_colour: environment.banner_colour ?? null,
    hide_disabled_flags: environment.hide_disabled_flags ?? null,
    use_identity_composite_key_for_hashing: environment.use_identity_composite_key_for_hashing ?? true,
    hide_sensitive_data: environment.hide_sensitive_data ?? false,
    use_v2_feature_versioning: environment.use_v2_feature_versioning ?? false,
    use_identity_overrides_in_local_eval: environment.use_identity_overrides_in_local_eval ?? true,
    minimum_change_request_approvals: environment.minimum_change_request_approvals ?? null,
  };
}

async function welcome(
  writing: Writing,
  environment: ExportedEnvironment,
  id: number,
  features: readonly ExportedFeature[],
): Promise<void> {
  const { write, place, ids, issues } = writing;
  await fillEnvironment(
    write,
    { id, projectId: place.projectId },
    new Set(features.map((one) => ids.features.get(one.id))),
  );
  await welcomeCreator(write, { id, organisationId: place.organisationId });
  await writeServerKeys(writing, id, environment.server_keys ?? []);
  if (environment.use_identity_composite_key_for_hashing === false) {
    const reason =
      'It buckets people by the ids of their rows, which are others here: people can fall into other buckets.';
    issues.add('environment', environment.name, reason);
  }
  recordAudit(write, {
    organisationId: place.organisationId,
    projectId: place.projectId,
    environmentId: id,
    log: `Environment created: ${environment.name}, by an import`,
    type: 'ENVIRONMENT',
    change: 'CREATE',
    objectId: id,
    after: { name: environment.name },
  });
}
