import type { SqlDatabase } from '../core/database.ts';
import { RESOURCES, type RequestBlock, type UsageBlock, type UsageLabels } from '../core/ports.ts';
import { listUsagePlaces } from '../modules/usage/usage-places.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { logFailure } from '../platform/log.ts';
import { openOutbound } from '../platform/outbound.ts';
import type { UsageExport } from './influx-export.ts';

const ADDRESS = 'https://www.google-analytics.com/mp/collect';
/** Google takes no more in a request, and no longer texts. */
const MOST_EVENTS = 25;
const LONGEST_TEXT = 100;
/** Counts must not wait behind a receiver that does not answer. */
const TIMEOUT_MS = 3_000;
const PAUSE_MS = 60_000;

const RESOURCE_NAMES = new Map(Object.entries(RESOURCES).map(([name, code]) => [code, name] as const));

/**
 * Requests of SDKs as events `api_call` of Google Analytics 4, by the measurement protocol; null where it is not configured. Its `send` never
 * rejects: a repeat would count twice there, so what is not taken is lost, and nothing is sent for a minute.
 */
export function openAnalyticsExport(env: HalyardEnv, database: SqlDatabase): UsageExport | null {
  const { GOOGLE_ANALYTICS_KEY: key, GOOGLE_ANALYTICS_SECRET: secret, GOOGLE_ANALYTICS_URL: address } = env;
  if (!key || !secret) return null;
  const allowPrivate = env.ALLOW_PRIVATE_DESTINATIONS === 'true';
  const outbound = openOutbound({ allowHttp: allowPrivate, allowPrivate, timeoutMs: TIMEOUT_MS });
  const url = `${address || ADDRESS}?${new URLSearchParams({ measurement_id: key, api_secret: secret }).toString()}`;
  let restsUntil = 0;
  return {
    send: async (_, rows) => {
      if (Date.now() < restsUntil) return;
      try {
        for (const body of await toBodies(database, rows)) {
          const headers = { 'content-type': 'application/json' };
          const { status } = await outbound.send({ url, method: 'POST', headers, body });
          if (status >= 300) throw new Error(`Google Analytics answered ${status}`);
        }
      } catch (error) {
        restsUntil = Date.now() + PAUSE_MS;
        logFailure('usage.analytics.lost', error);
      }
    },
  };
}

/** An environment counts as one client, and a block's requests of a kind as one event. */
async function toBodies(database: SqlDatabase, rows: UsageBlock[]): Promise<string[]> {
  const requests = rows.filter((row): row is RequestBlock => 'resource' in row);
  if (requests.length === 0) return [];
  const places = await listUsagePlaces(database, [...new Set(requests.map((row) => row.environmentId))]);
  const bodies: string[] = [];
  for (const [environmentId, { environment, projectId, project, organisationId, organisation }] of places) {
    const own = requests.filter((row) => row.environmentId === environmentId);
    const place = {
      organisation_id: organisationId,
      organisation: organisation.slice(0, LONGEST_TEXT),
      project_id: projectId,
      project: project.slice(0, LONGEST_TEXT),
      environment_id: environmentId,
      environment: environment.slice(0, LONGEST_TEXT),
    };
    for (let start = 0; start < own.length; start += MOST_EVENTS) {
      const events = own.slice(start, start + MOST_EVENTS).map(({ resource, labels, count, blockStart }) => ({
        name: 'api_call',
        timestamp_micros: blockStart * 1_000,
        params: {
          resource: RESOURCE_NAMES.get(resource) ?? '',
          sdk: (JSON.parse(labels) as UsageLabels).sdk?.slice(0, LONGEST_TEXT) ?? '',
          value: count,
          ...place,
        },
      }));
      bodies.push(JSON.stringify({ client_id: `${organisationId}.${environmentId}`, events }));
    }
  }
  return bodies;
}
