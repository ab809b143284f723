import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareFlag } from '../../testing/management/flag-place.ts';
import { openManagement, type Management } from '../../testing/management/management.ts';

let management: Management;
beforeAll(async () => {
  management = await openManagement();
});
afterAll(() => management.close());

type Entry = { id: number; log: string };
type Detail = { change_type: string; change_details: { field: string; old: unknown; new: unknown }[] };

test('behaviour 39: state, value, override made and removed → each in the detail view with old and new', async () => {
  const place = await prepareFlag(management, { enabled: false, value: 'old' });
  const state = `${place.root}featurestates/${place.feature.stateId}/`;
  const segment = await place.segment('gold');
  const audit = `/api/v1/projects/${place.scene.projectId}/audit/`;

  expect((await place.send('PUT', state, { enabled: true })).status).toBe(200);
  expect((await place.send('PATCH', state, { feature_state_value: 'new' })).status).toBe(200);
  const made = await place.send('POST', `${place.root}features/${place.feature.id}/create-segment-override/`, {
    feature_segment: { segment },
    enabled: true,
    feature_state_value: { type: 'unicode', string_value: 'for gold' },
  });
  expect([made.status, made.body]).toEqual([201, expect.anything()]);
  const override = made.body as { feature_segment: { id: number } };
  const removed = await place.send('DELETE', `/api/v1/features/feature-segments/${override.feature_segment.id}/`);
  expect(removed.status).toBe(204);

  const { results } = (await place.send('GET', audit)).body as { results: Entry[] };
  const details = await Promise.all(
    results.map(async ({ id }) => (await place.send('GET', `${audit}${id}/`)).body as Detail),
  );
  const changes = details.map(({ change_type, change_details }) => [change_type, change_details]);
  expect(changes).toContainEqual(['UPDATE', [{ field: 'enabled', old: false, new: true }]]);
  expect(changes).toContainEqual(['UPDATE', [{ field: 'value', old: 'old', new: 'new' }]]);
  expect(changes).toContainEqual([
    'CREATE',
    expect.arrayContaining([
      { field: 'enabled', old: null, new: true },
      { field: 'value', old: null, new: 'for gold' },
    ]),
  ]);
  expect(changes).toContainEqual(['DELETE', []]);
});
