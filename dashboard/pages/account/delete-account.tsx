import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Panel, Setting } from '../../ui/panel.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { deleteAccount } from './account.api.ts';

type Props = { hasPassword: boolean; email: string };

export function DeleteAccount(props: Props) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel title="Delete your account">
      <Setting title={props.email} hint="You leave all organisations. What you have changed stays in their audit logs.">
        <Button kind="danger" onClick={() => setAsking(true)} data-test="delete-account">
          Delete account
        </Button>
      </Setting>
      {isAsking && <Ask {...props} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

function Ask({ hasPassword, email, onClose }: Props & { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [password, setPassword] = useState('');
  const [deletesOrphans, setDeletesOrphans] = useState(false);
  const submission = useSubmit();
  const isRight = typed.trim() === email;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isRight) return;
    await submission.run(async () => {
      await deleteAccount(password, deletesOrphans);
      showToast('Your account is deleted');
      navigate('/login', { replace: true });
    });
  };
  return (
    <Dialog title="Delete your account" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <p>It cannot be undone.</p>
          <Input label={`Type ${email} to confirm`} value={typed} onInput={setTyped} isCode isFirst />
          {hasPassword && (
            <Input
              label="Your password"
              type="password"
              value={password}
              onInput={setPassword}
              autocomplete="current-password"
              errors={submission.errorsOf('current_password')}
              isRequired
              data-test="delete-password"
            />
          )}
          <Check
            label="Also delete organisations in which nobody else is"
            isOn={deletesOrphans}
            onChange={setDeletesOrphans}
          />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="danger"
            isBusy={submission.isBusy}
            disabledReason={isRight ? null : 'The address is not typed yet.'}
            data-test="confirm-btn"
          >
            Delete account
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
