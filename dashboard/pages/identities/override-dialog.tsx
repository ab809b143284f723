import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Textarea } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { Switch } from '../../ui/switch.tsx';
import type { FlagValue } from './identities.api.ts';
import { valueIn, type Row } from './identity-row.ts';
import { readFlagValue, showFlagValue } from './typed-value.ts';

type Props = {
  row: Row;
  identifier: string;
  onSave: (body: { enabled: boolean; feature_state_value: FlagValue }) => Promise<void>;
  onClose: () => void;
};

/** What one identity gets of one feature, whatever segments and shares say. */
export function OverrideDialog({ row, identifier, onSave, onClose }: Props) {
  const { name } = row.trace.feature;
  const isNew = row.own === null;
  const current = valueIn(row);
  const [enabled, setEnabled] = useState(isNew || row.trace.outcome.enabled);
  const [text, setText] = useState(isNew ? '' : showFlagValue(current));
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = { enabled, feature_state_value: isNew && text === '' ? current : readFlagValue(text) };
    if (await submission.run(() => onSave(body))) onClose();
  };
  return (
    <Dialog title={`${name} for ${identifier}`} onClose={onClose} data-test="override-dialog">
      <form class="form" onSubmit={(event) => void submit(event)}>
        {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
        <div class="row">
          <span>State</span>
          <Switch isOn={enabled} label={`${name} for this identity`} onChange={setEnabled} isFirst />
        </div>
        <Textarea
          label="Value"
          value={text}
          onInput={setText}
          errors={submission.errorsOf('feature_state_value')}
          placeholder={isNew ? showFlagValue(current) : undefined}
          hint={isNew ? `Left empty, it is what the identity gets now. ${HINT}` : HINT}
          rows={2}
          isCode
          data-test="override-value"
        />
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-override">
            Save override
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

const HINT = 'Whole numbers, true and false are what they look like; in double quotes they are text.';
