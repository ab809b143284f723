import type { ExportedProject, OrganisationExport } from '../../contract/organisation-export.ts';
import type { Equivalence, FidelityReport } from '../../contract/transfers.ts';
import { recordAudit, type Write } from '../audit/transact.service.ts';
import { loadSnapshotWithin } from '../environments/written-snapshot.service.ts';
import { welcomeProjectCreator } from '../projects/projects.service.ts';
import { insertRows, readNow, takeIds } from './bulk-rows.queries.ts';
import { IdMap, Issues, type Counts } from './contents.ts';
import { compareDocuments, newEquivalence } from './equivalence.ts';
import { toExpectedDocument } from './expected-document.mappers.ts';
import { writeContents } from './write-contents.service.ts';
import { writeFields } from './write-fields.service.ts';
import { newIds, type Writing } from './writing.service.ts';

/** Steps of one project, for the progress: those of `writeContents` and the comparison. */
const STEPS_OF_PROJECT = 8;
/** Contexts of each environment; fewer where there are many flags, so that the transaction does not stand still. */
const MOST_CONTEXTS = 200;
const MOST_EVALUATIONS = 400_000;

export type TellStep = (step: string, done: number, total: number) => Promise<void>;

/** Writes all projects of the document into the organisation, in the open transaction, and reports how true they came out. */
export async function writeOrganisation(
  write: Write,
  organisationId: number,
  document: OrganisationExport,
  tell: TellStep,
): Promise<FidelityReport> {
  const issues = new Issues();
  const counts: Counts = {};
  for (const { kind, count, reason } of document.left_out ?? []) issues.add(kind, `${count} of them`, reason);
  const total = document.projects.length * STEPS_OF_PROJECT + 1;
  let done = 0;
  const step = async (name: string) => {
    await tell(name, done, total);
    done += 1;
  };
  await step('projects');
  const projects = await writeProjects(write, organisationId, document.projects);
  counts['projects'] = document.projects.length;
  const now = await readNow(write.db);
  const fields = document.metadata_fields ?? [];
  const modelFields = await writeFields(write.db, { organisationId, projects }, fields, { issues, counts });
  const equivalence = newEquivalence();
  for (const project of document.projects) {
    const writing: Writing = {
      write,
      place: {
        organisationId,
        projectId: projects.get(project.id),
        preventFlagDefaults: project.prevent_flag_defaults ?? false,
      },
      now,
      issues,
      counts,
      modelFields,
      ids: newIds(),
      step: async (name) => step(`${project.name}: ${name}`.slice(0, 200)),
    };
    await writeContents(writing, project);
    await writing.step('comparison');
    await compareProject(writing, project, equivalence);
  }
  return { counts, issue_count: issues.total, issues: issues.list, equivalence };
}

async function writeProjects(
  write: Write,
  organisationId: number,
  projects: readonly ExportedProject[],
): Promise<IdMap> {
  const map = new IdMap('the project');
  const ids = await takeIds(write.db, 'projects', projects.length);
  const rows = projects.map((project, index) => ({
    id: ids[index] ?? 0,
    organisation_id: organisationId,
    name: project.name,
    hide_disabled_flags: project.hide_disabled_flags ?? false,
    prevent_flag_defaults: project.prevent_flag_defaults ?? false,
    enforce_feature_owners: project.enforce_feature_owners ?? false,
    enable_realtime_updates: project.enable_realtime_updates ?? false,
    only_allow_lower_case_feature_names: project.only_allow_lower_case_feature_names ?? true,
    feature_name_regex: project.feature_name_regex ?? null,
    stale_flags_limit_days: project.stale_flags_limit_days ?? 30,
    minimum_change_request_approvals: project.minimum_change_request_approvals ?? null,
  }));
  await insertRows(write.db, 'projects', rows);
  for (const [index, { id: documentId, name }] of projects.entries()) {
    const id = ids[index] ?? 0;
    map.set(documentId, id);
    await welcomeProjectCreator(write, { organisationId, projectId: id });
    recordAudit(write, {
      organisationId,
      projectId: id,
      log: `Project created: ${name}, by an import`,
      type: 'PROJECT',
      change: 'CREATE',
      objectId: id,
      after: { name },
    });
  }
  return map;
}

async function compareProject(writing: Writing, project: ExportedProject, result: Equivalence): Promise<void> {
  const flags = Math.max(1, (project.features ?? []).length);
  const contexts = Math.max(10, Math.min(MOST_CONTEXTS, Math.floor(MOST_EVALUATIONS / flags)));
  for (const environment of project.environments ?? []) {
    const id = writing.ids.environments.get(environment.id);
    const snapshot = await loadSnapshotWithin(writing.write.db, id);
    if (snapshot === null) continue;
    compareDocuments(result, toExpectedDocument(project, environment), snapshot.document, contexts);
  }
}
