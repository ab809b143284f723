import { useState } from 'preact/hooks';
import { useSubmit } from '../../../api/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { Check } from '../../../ui/check.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Input } from '../../../ui/field.tsx';
import { navigate } from '../../../ui/router.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { createGroup } from '../people.api.ts';

export function CreateGroup({ organisationId, onClose }: { organisationId: number; onClose: () => void }) {
  const [name, setName] = useState('');
  const [isDefault, setDefault] = useState(false);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const group = await createGroup(organisationId, { name, is_default: isDefault });
      showToast(`Created ${group.name}`);
      onClose();
      navigate(`/organisation/${organisationId}/groups/${group.id}`);
    });
  };
  return (
    <Dialog title="Create a group" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <Input
            label="Name"
            value={name}
            onInput={setName}
            errors={submission.errorsOf('name')}
            isRequired
            isFirst
            maxLength={200}
            data-test="group-name"
          />
          <Check label="Everybody who joins from now on is in it" isOn={isDefault} onChange={setDefault} />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-group">
            Create group
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
