import type { SqlDatabase } from '../core/database.ts';
import type { HalyardEnv } from '../platform/bindings.ts';
import { openAnalyticsExport } from './analytics-export.ts';
import { openInfluxExport, type UsageExport } from './influx-export.ts';

/** Wherever the deployment wants copies of usage, or null. What can repeat itself without harm comes first: only that is tried again. */
export function openUsageExport(env: HalyardEnv, database: SqlDatabase): UsageExport | null {
  const influx = openInfluxExport(env, database);
  const analytics = openAnalyticsExport(env, database);
  if (influx === null || analytics === null) return influx ?? analytics;
  return {
    send: async (id, rows) => {
      await influx.send(id, rows);
      await analytics.send(id, rows);
    },
  };
}
