import { useState } from 'preact/hooks';
import type { Group } from '../../../../worker/contract/groups.ts';
import { useSubmit } from '../../../api/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { Input } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { changeGroup } from '../people.api.ts';

export function GroupName({ organisationId, group }: { organisationId: number; group: Group }) {
  const before = { name: group.name, external_id: group.external_id ?? '' };
  const [draft, setDraft] = useState(before);
  const submission = useSubmit();
  const isDirty = draft.name !== before.name || draft.external_id !== before.external_id;
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      await changeGroup(organisationId, group.id, draft);
      const undo = () => doAndTell(() => changeGroup(organisationId, group.id, before), 'As it was before');
      showToast('Saved', { action: { label: 'Undo', run: () => void undo() } });
    });
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <Input
        label="Name"
        value={draft.name}
        onInput={(name) => setDraft({ ...draft, name })}
        errors={submission.errorsOf('name')}
        isRequired
        maxLength={200}
        data-test="group-rename"
      />
      <Input
        label="External id"
        value={draft.external_id}
        onInput={(id) => setDraft({ ...draft, external_id: id })}
        hint="How another system calls the group, if one is to find it."
        errors={submission.errorsOf('external_id')}
        isCode
        maxLength={255}
      />
      <div class="form-foot">
        <Button
          type="submit"
          kind={isDirty ? 'primary' : 'plain'}
          isBusy={submission.isBusy}
          disabledReason={isDirty ? null : 'Nothing is changed.'}
          data-test="save-group-name"
        >
          Save
        </Button>
      </div>
    </form>
  );
}
