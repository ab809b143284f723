import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createScene } from '../fixtures/scene.ts';
import { addFeature } from '../fixtures/scene-features.ts';
import { createMember } from '../management/people.ts';
import { openKvDouble } from '../runtime/kv-double.ts';
import { startTestServer } from '../runtime/test-server.ts';

const EDITS = Number(process.env['HALYARD_BURST_EDITS'] ?? 200);
const APART_MS = 50;
vi.setConfig({ testTimeout: 60_000 + EDITS * 2 * APART_MS });
const EDITORS = 4;
const LANDED_WITHIN_MS = 2_000;

test(`KV: ${EDITS} edits of one environment, ${APART_MS} ms apart → at most one write a second, none refused, the last one is the newest`, async () => {
  const kv = openKvDouble('ENVIRONMENTS');
  kv.isLimited = true;
  const server = await startTestServer({ doubles: kv.doubles });
  try {
    const scene = await createScene(server.db);
    const states: number[] = [];
    for (let editor = 0; editor < EDITORS; editor += 1) {
      states.push((await addFeature(scene, `feature-${editor}`, { value: 'before' })).stateId);
    }
    const { authorization } = await createMember(server.db, scene.organisationId, 'ADMIN');
    const copy = `environment:${scene.environmentId}`;
    const edit = async (editor: number, value: string) => {
      const answer = await fetch(
        `${server.url}/api/v1/environments/${scene.clientKey}/featurestates/${states[editor]}/`,
        {
          method: 'PATCH',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify({ feature_state_value: value }),
        },
      );
      expect([answer.status, await answer.text()]).toMatchObject([200, expect.anything()]);
    };
    await edit(0, 'first');
    await expect.poll(() => kv.entries.get(copy), { timeout: 5_000 }).toContain('first');
    await sleep(1_500);

    kv.writes.length = 0;
    const begin = performance.now();
    let turn = 0;
    const editor = async (number: number) => {
      while (turn < EDITS) {
        const mine = turn++;
        await sleep(Math.max(0, begin + mine * APART_MS - performance.now()));
        await edit(number, `edit-${mine}`);
      }
    };
    await Promise.all(states.map((_, number) => editor(number)));
    const seconds = (performance.now() - begin) / 1_000;
    await expect
      .poll(() => kv.entries.get(copy), { timeout: LANDED_WITHIN_MS, interval: 20 })
      .toContain(`"edit-${EDITS - 1}"`);
    await sleep(2_500);

    const writes = kv.writes.filter(({ key }) => key === copy);
    console.log(`${EDITS} edits in ${seconds.toFixed(1)} s: ${writes.length} writes of the environment to KV`);
    expect(writes.filter(({ isRefused }) => isRefused)).toEqual([]);
    expect(kv.writes.filter(({ key }) => key !== copy)).toEqual([]);
    // Ten seconds of edits, the write that may come at once and the one that comes after.
    expect(writes.length).toBeLessThanOrEqual(Math.ceil(seconds) + 2);
    const { document } = JSON.parse(kv.entries.get(copy) ?? '') as {
      document: { feature_states: { feature_state_value: string }[] };
    };
    const { rows } = await server.db.query<{ value: string }>(
      `select v.string_value as value from feature_state_values v join feature_states s on s.id = v.feature_state_id
       where s.environment_id = $1`,
      [scene.environmentId],
    );
    expect(document.feature_states.map((state) => state.feature_state_value).toSorted()).toEqual(
      rows.map(({ value }) => value).toSorted(),
    );
  } finally {
    await server.stop();
  }
});
