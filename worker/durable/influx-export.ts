import type { SqlDatabase } from '../core/database.ts';
import type { UsageBlock } from '../core/ports.ts';
import { listUsagePlaces } from '../modules/usage/usage-places.queries.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { logEvent } from '../platform/log.ts';
import { openOutbound } from '../platform/outbound.ts';
import { toInfluxLines } from './influx-lines.ts';

/** A copy of what has landed, for somebody else's charts. */
export type UsageExport = {
  /** Rejects if it was not taken and should be tried again. A repeat under the same id changes nothing there. */
  send: (id: string, rows: UsageBlock[]) => Promise<void>;
};

/** The InfluxDB that the deployment names, or null. */
export function openInfluxExport(env: HalyardEnv, database: SqlDatabase): UsageExport | null {
  const { INFLUXDB_URL, INFLUXDB_TOKEN, INFLUXDB_ORG, INFLUXDB_BUCKET } = env;
  if (!INFLUXDB_URL || !INFLUXDB_TOKEN || !INFLUXDB_BUCKET) return null;
  const allowPrivate = env.ALLOW_PRIVATE_DESTINATIONS === 'true';
  const outbound = openOutbound({ allowHttp: allowPrivate, allowPrivate });
  const query = new URLSearchParams({ org: INFLUXDB_ORG ?? '', bucket: INFLUXDB_BUCKET, precision: 'ns' });
  const url = `${INFLUXDB_URL.replace(/\/+$/, '')}/api/v2/write?${query.toString()}`;
  return {
    send: async (id, rows) => {
      const places = await listUsagePlaces(database, [...new Set(rows.map((row) => row.environmentId))]);
      const body = toInfluxLines(id, rows, places);
      if (body === '') return;
      const headers = { authorization: `Token ${INFLUXDB_TOKEN}`, 'content-type': 'text/plain; charset=utf-8' };
      const { status } = await outbound.send({ url, method: 'POST', headers, body });
      if (status < 300) return;
      // What it cannot read now it will not be able to read later.
      if (status === 400 || status === 413 || status === 422) logEvent('usage.export.refused', { id, status });
      else throw new Error(`InfluxDB answered ${status}`);
    },
  };
}
