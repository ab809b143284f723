import type { Feature } from '../../../../worker/contract/features.ts';
import type { DashProject, Environment } from '../../../api/bootstrap.ts';
import { deleteFeature, switchFeature, updateFeature } from '../features.api.ts';

export type BulkAction = {
  /** What has been done, for after a number: "3 features archived". */
  done: string;
  /** Those that it changes anything of. */
  fits: (feature: Feature) => boolean;
  run: (feature: Feature) => Promise<void>;
  /** Absent where there is no way back. */
  undo?: (feature: Feature) => Promise<void>;
};

type Place = { project: Pick<DashProject, 'id'>; environment: Pick<Environment, 'id' | 'api_key' | 'name'> };

export function turn({ project, environment }: Place, isOn: boolean): BulkAction {
  const place = { projectId: project.id, environmentId: environment.id, key: environment.api_key };
  return {
    done: `turned ${isOn ? 'on' : 'off'} in ${environment.name}`,
    fits: (feature) => feature.environment_feature_state?.enabled !== isOn,
    run: ({ id }) => switchFeature(place, id, isOn),
    undo: ({ id }) => switchFeature(place, id, !isOn),
  };
}

export function archive({ project, environment }: Place, isArchived: boolean): BulkAction {
  const set = (id: number, value: boolean) =>
    updateFeature(project.id, environment.api_key, id, { is_archived: value });
  return {
    done: isArchived ? 'archived' : 'brought back',
    fits: (feature) => feature.is_archived !== isArchived,
    run: ({ id }) => set(id, isArchived),
    undo: ({ id }) => set(id, !isArchived),
  };
}

export function tag({ project, environment }: Place, tagId: number, isAdded: boolean): BulkAction {
  const set = (id: number, tags: number[]) => updateFeature(project.id, environment.api_key, id, { tags });
  return {
    done: isAdded ? 'tagged' : 'untagged',
    fits: ({ tags }) => tags.includes(tagId) !== isAdded,
    run: ({ id, tags }) => set(id, isAdded ? [...tags, tagId] : tags.filter((one) => one !== tagId)),
    undo: ({ id, tags }) => set(id, tags),
  };
}

export function remove({ project }: Place): BulkAction {
  return { done: 'deleted', fits: () => true, run: ({ id }) => deleteFeature(project.id, id) };
}

/** "1 feature", "3 features". */
export function countFeatures(count: number): string {
  return `${count} ${count === 1 ? 'feature' : 'features'}`;
}
