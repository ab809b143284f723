import { useState } from 'preact/hooks';
import { useSubmit } from '../../../api/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { navigate } from '../../../ui/router.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { RoleFields } from './role-fields.tsx';
import { createRole } from './roles.api.ts';

export function CreateRole({ organisationId, onClose }: { organisationId: number; onClose: () => void }) {
  const [draft, setDraft] = useState({ name: '', description: '' });
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const role = await createRole(organisationId, draft);
      showToast(`Created ${role.name}`);
      onClose();
      navigate(`/organisation/${organisationId}/roles/${role.id}`);
    });
  };
  return (
    <Dialog title="Create a role" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <RoleFields draft={draft} onChange={setDraft} errorsOf={submission.errorsOf} isFirst />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-role">
            Create role
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
