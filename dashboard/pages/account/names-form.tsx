import { useState } from 'preact/hooks';
import type { CurrentUser } from '../../../worker/contract/accounts.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { changeNames, type Names } from './account.api.ts';

export function NamesForm({ account }: { account: CurrentUser }) {
  const before: Names = { first_name: account.first_name, last_name: account.last_name };
  const [draft, setDraft] = useState(before);
  const submission = useSubmit();
  const isDirty = draft.first_name !== before.first_name || draft.last_name !== before.last_name;
  const undo = async () => {
    await changeNames(before);
    setDraft(before);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isDirty) return;
    await submission.run(async () => {
      await changeNames(draft);
      showToast('Saved', { action: { label: 'Undo', run: () => void undo().catch(() => undefined) } });
    });
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <Input
        label="First name"
        value={draft.first_name}
        onInput={(name) => setDraft({ ...draft, first_name: name })}
        autocomplete="given-name"
        errors={submission.errorsOf('first_name')}
        isRequired
        maxLength={150}
        data-test="first-name"
      />
      <Input
        label="Last name"
        value={draft.last_name}
        onInput={(name) => setDraft({ ...draft, last_name: name })}
        autocomplete="family-name"
        errors={submission.errorsOf('last_name')}
        isRequired
        maxLength={150}
        data-test="last-name"
      />
      <div class="form-foot">
        <Button
          type="submit"
          kind={isDirty ? 'primary' : 'plain'}
          isBusy={submission.isBusy}
          disabledReason={isDirty ? null : 'Nothing is changed.'}
          data-test="save-names"
        >
          Save
        </Button>
      </div>
    </form>
  );
}
