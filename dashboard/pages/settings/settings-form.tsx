import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useSubmit, type Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { storeSetting } from './setting-switch.tsx';
import { changeSettings } from './settings.api.ts';
import { findChanged } from './changed.ts';

type Props<Draft extends object> = {
  path: string;
  /** What is stored. */
  stored: Draft;
  /** What of a draft is sent. */
  toBody: (draft: Partial<Draft>) => object;
  disabledReason: string | null;
  children: (draft: Draft, change: (part: Partial<Draft>) => void, submission: Submission) => ComponentChildren;
  test: string;
};

/** A few settings that are typed, and stored together by a button. */
export function SettingsForm<Draft extends object>({ path, stored, toBody, children, ...rest }: Props<Draft>) {
  const { disabledReason, test } = rest;
  const [typed, setTyped] = useState<Partial<Draft>>({});
  const submission = useSubmit();
  const changed = findChanged(stored, typed);
  const isDirty = Object.keys(changed).length > 0;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isDirty || disabledReason !== null) return;
    await submission.run(async () => {
      const names = Object.keys(changed) as (keyof Draft)[];
      const before = Object.fromEntries(names.map((name) => [name, stored[name]])) as Partial<Draft>;
      await changeSettings(path, toBody(changed));
      setTyped({});
      const run = () => void storeSetting(path, toBody(before), null, 'As it was before');
      showToast('Saved', { action: { label: 'Undo', run } });
    });
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {children({ ...stored, ...typed }, (part) => setTyped({ ...typed, ...part }), submission)}
      <div class="form-foot">
        <Button
          type="submit"
          kind={isDirty ? 'primary' : 'plain'}
          isBusy={submission.isBusy}
          disabledReason={disabledReason ?? (isDirty ? null : 'Nothing is changed.')}
          data-test={test}
        >
          Save
        </Button>
        {isDirty && <Button onClick={() => setTyped({})}>Discard</Button>}
      </div>
    </form>
  );
}
