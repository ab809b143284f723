import type { Feature, FeatureUpdate } from '../../../../../worker/contract/features.ts';
import { describeFailure } from '../../../../api/describe-failure.ts';
import { showToast } from '../../../../ui/toast.tsx';
import { forgetFeature, updateFeature } from '../../features.api.ts';
import { changeOwner, type OwnerKind } from './settings.api.ts';

type Place = { projectId: number; key: string; feature: Pick<Feature, 'id' | 'name'> };

/** Changes of the feature itself, each saved at once and with its way back. */
export function useSettings({ projectId, key, feature }: Place) {
  const store = (body: FeatureUpdate) => updateFeature(projectId, key, feature.id, body);
  const attempt = async (text: string, run: () => Promise<void>, back: () => Promise<void>) => {
    const undo = () => {
      back().then(
        () => showToast('Undone'),
        (error: unknown) => showToast(`This was not undone: ${describeFailure(error)}`, { tone: 'bad' }),
      );
    };
    try {
      await run();
      showToast(text, { action: { label: 'Undo', run: undo } });
    } catch (error) {
      showToast(`${feature.name} was not changed: ${describeFailure(error)}`, { tone: 'bad' });
    }
  };
  return {
    store,
    change: (body: FeatureUpdate, text: string, before: FeatureUpdate) =>
      attempt(
        text,
        () => store(body),
        () => store(before),
      ),
    changeOwner: (verb: 'add' | 'remove', kind: OwnerKind, id: number, name: string) => {
      const set = async (one: 'add' | 'remove') => {
        await changeOwner({ projectId, featureId: feature.id }, one, kind, id);
        forgetFeature(projectId, key, feature.id);
      };
      const text = verb === 'add' ? `${name} owns ${feature.name}` : `${name} no longer owns ${feature.name}`;
      return attempt(
        text,
        () => set(verb),
        () => set(verb === 'add' ? 'remove' : 'add'),
      );
    },
  };
}
