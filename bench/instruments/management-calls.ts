import type { TestServer } from '../../worker/testing/runtime/test-server.ts';
import { createMember } from '../../worker/testing/management/people.ts';
import type { NextCall } from './clients.ts';

/** Reads and writes by an administrator of the demo, and what became of the writes. */
export type ManagementCalls = {
  read: NextCall;
  write: NextCall;
  /**
   * Acknowledged writes, those that may or may not have been stored, the changes that Postgres has, and features that are older there than
   * their last acknowledged write.
   */
  settle: () => Promise<{ acknowledged: number; unsure: number; stored: number; outdated: number }>;
};

/** Each client writes to a feature of its own, so that it is known which write came last. */
const FEATURES = ['page_size', 'dark_mode'];

type Target = { id: number; lastAcknowledged: number };

export async function prepareManagement({ url, db, demo }: TestServer): Promise<ManagementCalls> {
  const environment = demo[0];
  if (environment === undefined) throw new Error('the demo has no environment');
  const { authorization } = await createMember(db, environment.organisationId, 'ADMIN');
  const headers = { authorization, 'content-type': 'application/json' };
  const states = `${url}/api/v1/environments/${environment.clientKey}/featurestates/`;
  const { rows } = await db.query<{ id: number }>(
    `select s.id from feature_states s join features f on f.id = s.feature_id
     where f.name = any($1) and s.environment_id = $2 and s.identity_id is null and s.feature_segment_id is null`,
    [FEATURES, environment.environmentId],
  );
  const targets: Target[] = rows.map(({ id }) => ({ id, lastAcknowledged: 0 }));
  let [serial, acknowledged, unsure] = [1_000, 0, 0];
  return {
    read: () => ({ kind: 'management read', send: (signal) => fetch(states, { headers, signal }) }),
    write: (client) => {
      const target = targets[client];
      if (target === undefined) throw new Error(`there are features for ${targets.length} clients`);
      const value = (serial += 1);
      const body = JSON.stringify({ feature_state_value: value });
      return {
        kind: 'management write',
        send: (signal) => fetch(`${states}${target.id}/`, { method: 'PATCH', headers, body, signal }),
        acknowledged: () => {
          acknowledged += 1;
          target.lastAcknowledged = value;
        },
        unsure: () => {
          unsure += 1;
        },
      };
    },
    settle: async () => {
      const stored = await db.query<{ id: number; changes: number; value: number }>(
        `select v.feature_state_id as id, v.integer_value::int as value, (select count(*)::int from audit_logs
           where related_object_type = 'FEATURE_STATE' and related_object_id = v.feature_state_id) as changes
         from feature_state_values v where v.feature_state_id = any($1)`,
        [targets.map(({ id }) => id)],
      );
      const outdated = targets.filter(({ id, lastAcknowledged }) => {
        const row = stored.rows.find((one) => one.id === id);
        return row === undefined || row.value < lastAcknowledged;
      });
      const changes = stored.rows.reduce((sum, row) => sum + row.changes, 0);
      return { acknowledged, unsure, stored: changes, outdated: outdated.length };
    },
  };
}
