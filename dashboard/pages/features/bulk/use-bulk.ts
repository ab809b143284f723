import { useState } from 'preact/hooks';
import type { Feature } from '../../../../worker/contract/features.ts';
import { toFailure } from '../../../api/failure.ts';
import { showToast } from '../../../ui/toast.tsx';
import { countFeatures, type BulkAction } from './bulk-actions.ts';
import { runAll } from './run-all.ts';

/** Does one thing to many features, says how it went, and offers to take it back. */
export function useBulk(onDone: () => void) {
  const [progress, setProgress] = useState<{ finished: number; of: number } | null>(null);
  const work = async (features: readonly Feature[], act: (feature: Feature) => Promise<void>) => {
    setProgress({ finished: 0, of: features.length });
    const outcome = await runAll(features, act, (finished) => setProgress({ finished, of: features.length }));
    setProgress(null);
    const [first] = outcome.failed;
    if (first !== undefined) {
      const names = outcome.failed.map(({ item }) => item.name).join(', ');
      showToast(`Not done for ${names}: ${toFailure(first.error).message}`, { tone: 'bad' });
    }
    return outcome.done;
  };
  const start = async (features: readonly Feature[], action: BulkAction) => {
    const wanted = features.filter(action.fits);
    if (wanted.length === 0) {
      showToast('Nothing to change: they are like that already');
      return;
    }
    const done = await work(wanted, action.run);
    if (done.length === 0) return;
    const text = `${countFeatures(done.length)} ${action.done}`;
    const { undo } = action;
    if (undo === undefined) showToast(text);
    else {
      const run = () => void work(done, undo).then((back) => showToast(`${countFeatures(back.length)}: undone`));
      showToast(text, { action: { label: 'Undo', run } });
    }
    if (done.length === wanted.length) onDone();
  };
  return { progress, start };
}
