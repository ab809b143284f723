import { useState } from 'preact/hooks';
import type { Role } from '../../../../worker/contract/roles.ts';
import { useSubmit } from '../../../api/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmByName } from '../../../ui/dialog.tsx';
import { Panel, Setting } from '../../../ui/panel.tsx';
import { navigate } from '../../../ui/router.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { RoleFields } from './role-fields.tsx';
import { changeRole, deleteRole } from './roles.api.ts';

type Props = { organisationId: number; role: Role };

export function RoleSettings(props: Props) {
  return (
    <Panel title="Settings">
      <Name {...props} />
      <Delete {...props} />
    </Panel>
  );
}

function Name({ organisationId, role }: Props) {
  const before = { name: role.name, description: role.description ?? '' };
  const [draft, setDraft] = useState(before);
  const submission = useSubmit();
  const isDirty = draft.name !== before.name || draft.description !== before.description;
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      await changeRole(organisationId, role.id, draft);
      const undo = async () => {
        if (await doAndTell(() => changeRole(organisationId, role.id, before), 'As it was before')) setDraft(before);
      };
      showToast('Saved', { action: { label: 'Undo', run: () => void undo() } });
    });
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <RoleFields draft={draft} onChange={setDraft} errorsOf={submission.errorsOf} />
      <div class="form-foot">
        <Button
          type="submit"
          kind={isDirty ? 'primary' : 'plain'}
          isBusy={submission.isBusy}
          disabledReason={isDirty ? null : 'Nothing is changed.'}
          data-test="save-role-name"
        >
          Save
        </Button>
      </div>
    </form>
  );
}

function Delete({ organisationId, role }: Props) {
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    setAsking(false);
    const isDone = await doAndTell(() => deleteRole(organisationId, role.id), `Deleted ${role.name}`);
    if (isDone) navigate(`/organisation/${organisationId}/roles`, { replace: true });
  };
  return (
    <Setting title="Delete the role" hint="Members, groups and keys stay.">
      <Button kind="danger" onClick={() => setAsking(true)} data-test="delete-role">
        Delete role
      </Button>
      {isAsking && (
        <ConfirmByName
          title={`Delete ${role.name}`}
          name={role.name}
          action="Delete role"
          onConfirm={() => void act()}
          onClose={() => setAsking(false)}
        >
          <p>Whoever has it loses what they have by it alone. It cannot be undone.</p>
        </ConfirmByName>
      )}
    </Setting>
  );
}
