import { useState } from 'preact/hooks';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { useSubmit } from '../../../api/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { Check } from '../../../ui/check.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Select, Textarea } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { readEmails } from '../emails.ts';
import { invite, useGroups, type Role } from '../people.api.ts';
import { ROLES } from './member-table.tsx';

type Props = { organisation: DashOrganisation; onClose: () => void };

export function InviteDialog({ organisation, onClose }: Props) {
  const [text, setText] = useState('');
  const [role, setRole] = useState<Role>('USER');
  const [groups, setGroups] = useState<readonly number[]>([]);
  const all = useGroups(organisation.id);
  const submission = useSubmit();
  const emails = readEmails(text);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (emails.length === 0) return;
    await submission.run(async () => {
      await invite(organisation.id, { emails, role, groups });
      showToast(emails.length === 1 ? `Invited ${emails[0]}` : `Invited ${emails.length} people`);
      onClose();
    });
  };
  const faults = Object.values(submission.failure?.kind === 'invalid' ? submission.failure.fields : {}).flat();
  const choose = (id: number, isOn: boolean) =>
    setGroups(isOn ? [...groups, id] : groups.filter((group) => group !== id));
  return (
    <Dialog title="Invite people" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && faults.length === 0 && <Notice tone="bad">{submission.message}</Notice>}
          <Textarea
            label="Email addresses"
            value={text}
            onInput={setText}
            hint="Several at once: one a line, or with commas."
            errors={[...new Set(faults)]}
            data-test="invite-emails"
          />
          <Select label="Role" value={role} options={ROLES} onChange={setRole} data-test="invite-role" />
          {all.kind === 'loaded' && all.data.length > 0 && (
            <fieldset class="field plain-set">
              <legend class="field-label">Groups</legend>
              {all.data.map(({ id, name }) => (
                <Check key={id} label={name} isOn={groups.includes(id)} onChange={(isOn) => choose(id, isOn)} />
              ))}
            </fieldset>
          )}
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="primary"
            isBusy={submission.isBusy}
            disabledReason={emails.length === 0 ? 'There is no address yet.' : null}
            data-test="send-invites"
          >
            {emails.length < 2 ? 'Invite' : `Invite ${emails.length} people`}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
