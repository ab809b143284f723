import { INTEGRATION_KINDS, type IntegrationField, type IntegrationKind } from './integration-kinds.ts';
import { flagValue } from './own-flags.ts';

/** The kinds that whoever runs this server wants to be shown, in their order and with their words. */
export const offeredKinds = (): readonly IntegrationKind[] =>
  readCatalogue(flagValue('integration_data'), flagValue('integrations'));

/** What a kind is called; the kind itself where nobody knows it. */
export const titleOf = (kind: string): string =>
  [...offeredKinds(), ...INTEGRATION_KINDS].find((one) => one.kind === kind)?.title ?? kind;

/**
 * `data` is an object by kind, as Flagsmith's flag `integration_data`: it says which kinds there are and what they and their fields are called.
 * `list` names kinds, as its flag `integrations`. What is missing or broken narrows nothing down; kinds that the API does not know are passed
 * over.
 */
export function readCatalogue(data: string | null, list: string | null): readonly IntegrationKind[] {
  const described = readDescribed(parse(data));
  const names = parse(list);
  if (!Array.isArray(names)) return described;
  const listed = [...new Set(names)].flatMap((name) => described.filter(({ kind }) => kind === name));
  return listed.length === 0 && names.length > 0 ? described : listed;
}

function readDescribed(data: unknown): readonly IntegrationKind[] {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return INTEGRATION_KINDS;
  const described = Object.entries(data).flatMap(([name, entry]: [string, unknown]) => {
    const known = INTEGRATION_KINDS.find(({ kind }) => kind === name);
    return known === undefined || entry === null || typeof entry !== 'object' ? [] : [describe(known, entry)];
  });
  return described.length === 0 ? INTEGRATION_KINDS : described;
}

function describe(known: IntegrationKind, entry: object): IntegrationKind {
  const { title, description, docs, perEnvironment, fields } = entry as Record<string, unknown>;
  const wanted = known.scopes.filter((scope) => perEnvironment !== (scope !== 'environment'));
  return {
    ...known,
    title: toText(title) ?? known.title,
    description: toText(description) ?? known.description,
    // One that the API has in other places than these stays there.
    scopes: wanted.length === 0 ? known.scopes : wanted,
    fields: readFields(known.fields, fields),
    ...(typeof docs === 'string' && /^https?:\/\//i.test(docs) ? { docs } : {}),
  };
}

/** What the API demands is asked for in any case; what it does not, only where it is named. */
function readFields(known: readonly IntegrationField[], given: unknown): readonly IntegrationField[] {
  if (!Array.isArray(given)) return known;
  const labels = new Map(
    given.map((field: { key?: unknown; label?: unknown } | null) => [toText(field?.key), toText(field?.label)]),
  );
  return known
    .filter(({ key, isOptional }) => isOptional !== true || labels.has(key))
    .map((field) => ({ ...field, label: labels.get(field.key) ?? field.label }));
}

const toText = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

function parse(json: string | null): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return null;
  }
}
