import { RESOURCES, type UsageBlock, type UsageLabels } from '../core/ports.ts';

/** Names of an environment and what it belongs to. */
export type UsagePlace = {
  environmentId: number;
  environment: string;
  projectId: number;
  project: string;
  organisationId: number;
  organisation: string;
};

/** Nanoseconds of a block: less than a quarter of an hour, so that no point leaves its block. */
const OBJECTS = 65_536;
const BATCHES_OF_AN_OBJECT = 13_000_000;

const RESOURCE_NAMES = new Map(
  Object.entries(RESOURCES).map(([name, code]) => [code, name.replace('_', '-')] as const),
);

/**
 * The points in InfluxDB's line protocol, with Flagsmith's measurements and tags. A point replaces one with the same tags and
 * time, so each batch (`<object in hexadecimal>:<number>`) has a nanosecond of its own within the block: a repeat replaces
 * itself, and others add to it.
 */
export function toInfluxLines(batchId: string, rows: UsageBlock[], places: Map<number, UsagePlace>): string {
  const [object = '', sequence = ''] = batchId.split(':');
  const offset =
    (Number.parseInt(object.slice(0, 8), 16) % OBJECTS) * BATCHES_OF_AN_OBJECT +
    (Number(sequence) % BATCHES_OF_AN_OBJECT);
  const lines = rows.flatMap((row) => {
    const place = places.get(row.environmentId);
    if (place === undefined) return [];
    const time = BigInt(row.blockStart) * 1_000_000n + BigInt(offset);
    return [`${toSeries(row, place)} request_count=${row.count}i ${time}`];
  });
  return lines.join('\n');
}

function toSeries(row: UsageBlock, place: UsagePlace): string {
  const labels = JSON.parse(row.labels) as UsageLabels;
  const labelTags = {
    client_application_name: labels.applicationName,
    client_application_version: labels.applicationVersion,
    user_agent: labels.sdk,
  };
  const environment = { environment_id: String(row.environmentId) };
  if (!('resource' in row)) {
    const enabled = row.enabled === null ? null : String(row.enabled);
    // compat: the tag is called an id and holds the name.
    const own = { feature_id: row.feature, ...environment, enabled_when_evaluated: enabled };
    return `feature_evaluation${toTags({ ...own, ...labelTags })}`;
  }
  return `api_call${toTags({
    resource: RESOURCE_NAMES.get(row.resource) ?? null,
    organisation: `${place.organisationId}-${place.organisation}`,
    organisation_id: String(place.organisationId),
    project: place.project,
    project_id: String(place.projectId),
    environment: place.environment,
    ...environment,
    ...labelTags,
  })}`;
}

function toTags(tags: Record<string, string | null>): string {
  return Object.entries(tags)
    .map(([name, value]) => [name, escapeTag(value ?? '')] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `,${name}=${value}`)
    .join('');
}

/** A backslash at the end would escape what follows, and there is no escape for one. */
function escapeTag(value: string): string {
  return value
    .replaceAll(/[\n\r\t]/g, ' ')
    .replace(/\\+$/, '')
    .replaceAll(/[,= ]/g, '\\$&');
}
