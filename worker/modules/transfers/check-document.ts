import type { ExportedEnvironment, OrganisationExport } from '../../contract/organisation-export.ts';
import { invalid } from '../../core/errors.ts';

type Named = { id: number; name: string };

/** Throws INVALID for a document whose ids do not say one thing each, or that names what it does not hold. */
export function checkDocument({ projects, metadata_fields: fields = [] }: OrganisationExport): void {
  checkUnique('projects', projects);
  checkUnique('metadata_fields', fields);
  const names = new Set<string>();
  for (const project of projects) {
    if (names.has(project.name)) throw invalid(`The document has two projects with the name ${project.name}.`);
    names.add(project.name);
    const { tags = [], features = [], segments = [], environments = [] } = project;
    const options = features.flatMap((feature) => feature.options ?? []);
    checkUnique(`tags of ${project.name}`, tags);
    checkUnique(`features of ${project.name}`, features);
    checkUnique(`options of ${project.name}`, options);
    checkUnique(`segments of ${project.name}`, segments);
    checkUnique(`environments of ${project.name}`, environments);
    checkNames(
      project.name,
      'features',
      features.map(({ name }) => name.toLowerCase()),
    );
    checkNames(
      project.name,
      'environments',
      environments.map(({ name }) => name),
    );
    const known = { features: idsOf(features), segments: idsOf(segments), options: idsOf(options) };
    for (const environment of environments) checkEnvironment(environment, known);
  }
}

type Known = Record<'features' | 'segments' | 'options', ReadonlySet<number>>;

function checkEnvironment(environment: ExportedEnvironment, known: Known): void {
  const { states, seeds = [], identities = [] } = environment;
  const places = new Set<string>();
  for (const { feature, segment = null } of [...states, ...seeds]) {
    mustHold(environment, 'feature', known.features, feature);
    if (segment !== null) mustHold(environment, 'segment', known.segments, segment);
  }
  for (const { feature, segment } of states) {
    const place = `${feature}:${segment ?? 0}`;
    if (places.has(place)) throw invalid(`${environment.name} has two states of feature ${feature} in the same place.`);
    places.add(place);
  }
  const overrides = identities.flatMap((identity) => identity.overrides ?? []);
  for (const { feature, weights = [] } of [...states, ...overrides]) {
    mustHold(environment, 'feature', known.features, feature);
    for (const { option } of weights) mustHold(environment, 'option', known.options, option);
  }
}

function checkUnique(what: string, rows: readonly { id: number }[]): void {
  const seen = new Set<number>();
  for (const { id } of rows) {
    if (seen.has(id)) throw invalid(`The document has the id ${id} twice among the ${what}.`);
    seen.add(id);
  }
}

function checkNames(project: string, what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const repeated = names.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined) throw invalid(`${project} has two ${what} with the name ${repeated}.`);
}

function mustHold({ name }: Named, kind: string, known: ReadonlySet<number>, id: number): void {
  if (!known.has(id))
    throw invalid(`The environment ${name} names the ${kind} ${id}, but the document does not hold it.`);
}

const idsOf = (rows: readonly { id: number }[]) => new Set(rows.map(({ id }) => id));
