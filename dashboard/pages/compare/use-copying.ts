import type { DashEnvironment } from '../../../worker/contract/dash.ts';
import type { Flag } from '../../../worker/contract/flag-updates.ts';
import { toFailure } from '../../api/failure.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { showToast } from '../../ui/toast.tsx';
import { putFlag } from './compare.api.ts';
import { toCopy, type CopyParts } from './copy-flag.ts';

type Copy = { from: Flag; before: Flag; parts: CopyParts };

/** Copies a feature with one request, says how it went, and offers to take it back. */
export function useCopying(
  projectId: number,
  target: DashEnvironment,
  feature: { id: number; name: string },
  { from, before, parts }: Copy,
) {
  const submission = useSubmit();
  const put = (flag: Flag) => putFlag(projectId, target.api_key, feature.id, toCopy(flag, parts));
  const undo = () =>
    void put(before).then(
      () => showToast(`${feature.name} in ${target.name} is as it was before`),
      (error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
    );
  const save = async () => {
    if (!(await submission.run(() => put(from)))) return;
    showToast(`Copied ${feature.name} to ${target.name}`, { action: { label: 'Undo', run: undo } });
  };
  const { failure } = submission;
  const sentences = failure?.kind === 'invalid' ? Object.values(failure.fields).flat() : [];
  const message = failure === null ? null : [failure.message, ...sentences].filter(Boolean).join(' ');
  return { save, isBusy: submission.isBusy, message };
}
