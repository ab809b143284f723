import type { Answer, Management } from './management.ts';
import { createScene, type Scene, type SceneOptions } from '../fixtures/scene.ts';
import {
  addFeature,
  addSegment,
  whereTrait,
  type FeatureOptions,
  type SceneFeature,
} from '../fixtures/scene-features.ts';
import { createMember, type Person } from './people.ts';

/** A feature in an environment, with the administrator who makes the calls unless others are named. */
export type FlagPlace = {
  scene: Scene;
  admin: Person;
  feature: SceneFeature;
  /** Of the environment, with a slash at its end. */
  root: string;
  send: (
    method: string,
    path: string,
    body?: unknown,
    as?: string,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Adds a segment of those with the trait. */
  segment: (name: string) => Promise<number>;
  /** The environment document as SDKs would download it. */
  document: () => Promise<SeenDocument>;
};

type SeenState = {
  enabled: boolean;
  feature_state_value: unknown;
  feature: { id: number };
  multivariate_feature_state_values: { percentage_allocation: number; id: number }[];
  feature_segment: { priority: number } | null;
};
export type SeenDocument = {
  feature_states: SeenState[];
  project: { segments: { id: number; feature_states: SeenState[] }[] };
  identity_overrides: { identifier: string; identity_features: SeenState[] }[];
};

export async function prepareFlag(
  management: Management,
  feature: FeatureOptions = {},
  options: SceneOptions = {},
): Promise<FlagPlace> {
  const scene = await createScene(management.pool, options);
  const admin = await createMember(management.pool, scene.organisationId, 'ADMIN');
  const root = `/api/v1/environments/${scene.clientKey}/`;
  const send: FlagPlace['send'] = (method, path, body, as = admin.authorization, headers = {}) =>
    management.call(method, path, { as, headers, ...(body === undefined ? {} : { body }) });
  return {
    scene,
    admin,
    feature: await addFeature(scene, 'checkout', feature),
    root,
    send,
    segment: (name) => addSegment(scene, name, whereTrait('plan', name)),
    document: async () => (await send('GET', `${root}document/`)).body as SeenDocument,
  };
}

/** A member with permissions on the environment alone, written as Postgres writes an array. */
export async function createEnvironmentMember(
  management: Management,
  scene: Scene,
  permissions: string,
): Promise<Person> {
  const person = await createMember(management.pool, scene.organisationId, 'USER');
  await management.pool.query(
    `insert into user_environment_permissions (user_id, environment_id, organisation_id, permissions) values ($1, $2, $3, $4::text[])`,
    [person.id, scene.environmentId, scene.organisationId, permissions],
  );
  return person;
}
