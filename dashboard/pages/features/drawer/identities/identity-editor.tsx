import { useState } from 'preact/hooks';
import { useSubmit } from '../../../../api/use-submit.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Select } from '../../../../ui/field.tsx';
import { Notice } from '../../../../ui/states.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { describeValue, nameOption } from '../draft-changes.ts';
import { findValueFault } from '../draft-faults.ts';
import type { DraftOption, DraftValue } from '../flag-draft.ts';
import { toUnset, ValueEditor } from '../value-editor.tsx';
import { NEW_OVERRIDE, type IdentityDraft } from './identity-draft.ts';

type Props = {
  title: string;
  /** The feature, for names of controls. */
  name: string;
  initial: IdentityDraft;
  options: readonly DraftOption[];
  /** The environment's value. */
  everybody: DraftValue;
  onSave: (draft: IdentityDraft) => Promise<void>;
  onClose: () => void;
};

/** What one identity gets. */
export function IdentityEditor({ title, name, initial, options, everybody, onSave, onClose }: Props) {
  const [draft, setDraft] = useState(initial);
  const submission = useSubmit();
  const fault = draft.gets === 'value' ? findValueFault(draft.value) : null;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (fault === null && (await submission.run(() => onSave(draft)))) onClose();
  };
  const choices = [
    { value: 'value', label: 'A value of its own' },
    ...options.map((option) => ({
      value: String(option.id),
      label: `${nameOption(option)}: ${describeValue(option.value)}`,
    })),
    ...(initial.gets === 'shares' ? [{ value: 'shares', label: 'One of the variations, by its own shares' }] : []),
  ];
  const sentences = submission.failure?.kind === 'invalid' ? Object.values(submission.failure.fields).flat() : [];
  const message = [submission.message ?? '', ...sentences].filter(Boolean).join(' ');
  return (
    <Dialog title={title} onClose={onClose} data-test="identity-editor">
      <form class="form" onSubmit={(event) => void submit(event)}>
        {message !== '' && <Notice tone="bad">{message}</Notice>}
        <div class="state-line">
          <h3>State</h3>
          <Switch
            isOn={draft.enabled}
            label={`${name} for this identity`}
            onChange={(enabled) => setDraft({ ...draft, enabled })}
            isFirst
            data-test="identity-state"
          />
        </div>
        {options.length > 0 && (
          <Select
            label="Gets"
            value={String(draft.gets)}
            options={choices}
            onChange={(gets) =>
              setDraft({ ...draft, gets: gets === 'value' || gets === 'shares' ? gets : Number(gets) })
            }
            data-test="identity-gets"
          />
        )}
        {draft.gets === 'value' && (
          <ValueEditor
            value={draft.value}
            onChange={(value) => setDraft({ ...draft, value })}
            unset={initial === NEW_OVERRIDE ? initial.value : toUnset(initial.value)}
            inherited={everybody}
            fault={fault ?? undefined}
            rows={2}
            test="identity-value"
          />
        )}
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-identity">
            Save override
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
