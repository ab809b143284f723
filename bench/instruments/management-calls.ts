import type { TestServer } from '../../worker/testing/runtime/test-server.ts';
import { createMember } from '../../worker/testing/management/people.ts';
import type { NextCall } from './clients.ts';

/** Reads and writes by an administrator of the demo, and what became of the writes. */
export type ManagementCalls = {
  read: NextCall;
  write: NextCall;
  /** Acknowledged writes, those that may or may not have been stored, and the changes that Postgres has. */
  settle: () => Promise<{ acknowledged: number; unsure: number; stored: number; isLastStored: boolean }>;
};

const FEATURE = 'page_size';

export async function prepareManagement({ url, db, demo }: TestServer): Promise<ManagementCalls> {
  const environment = demo[0];
  if (environment === undefined) throw new Error('the demo has no environment');
  const { authorization } = await createMember(db, environment.organisationId, 'ADMIN');
  const headers = { authorization, 'content-type': 'application/json' };
  const states = `${url}/api/v1/environments/${environment.clientKey}/featurestates/`;
  const { rows } = await db.query<{ id: number }>(
    `select s.id from feature_states s join features f on f.id = s.feature_id
     where f.name = $1 and s.environment_id = $2 and s.identity_id is null and s.feature_segment_id is null`,
    [FEATURE, environment.environmentId],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`the demo has no feature ${FEATURE}`);
  let [serial, acknowledged, unsure, lastAcknowledged] = [1_000, 0, 0, 0];
  return {
    read: () => ({ kind: 'management read', send: (signal) => fetch(states, { headers, signal }) }),
    write: () => {
      const value = (serial += 1);
      const body = JSON.stringify({ feature_state_value: value });
      return {
        kind: 'management write',
        send: (signal) => fetch(`${states}${id}/`, { method: 'PATCH', headers, body, signal }),
        acknowledged: () => {
          acknowledged += 1;
          lastAcknowledged = value;
        },
        unsure: () => {
          unsure += 1;
        },
      };
    },
    settle: async () => {
      const stored = await db.query<{ changes: number; value: number }>(
        `select (select count(*)::int from audit_logs
           where related_object_type = 'FEATURE_STATE' and related_object_id = $1) as changes, integer_value::int as value
         from feature_state_values where feature_state_id = $1`,
        [id],
      );
      const [row] = stored.rows;
      // One client writes, so what is stored is the last acknowledged value or a later one.
      const isLastStored = row !== undefined && row.value >= lastAcknowledged;
      return { acknowledged, unsure, stored: row?.changes ?? 0, isLastStored };
    },
  };
}
