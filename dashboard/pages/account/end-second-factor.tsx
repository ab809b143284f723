import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { endSecondFactor } from './account.api.ts';

export function EndSecondFactor({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isByCode, setByCode] = useState(false);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      await endSecondFactor(isByCode ? { code } : { current_password: password });
      showToast('Your password alone signs you in now');
      onClose();
    });
  };
  return (
    <Dialog title="Turn the second factor off" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <p>Your backup codes are worth nothing afterwards.</p>
          {isByCode ? (
            <Input
              key="code"
              label="A code of the app, or a backup code"
              value={code}
              onInput={setCode}
              autocomplete="one-time-code"
              errors={submission.errorsOf('code')}
              isRequired
              isFirst
              isCode
              data-test="end-code"
            />
          ) : (
            <Input
              key="password"
              label="Your password"
              type="password"
              value={password}
              onInput={setPassword}
              autocomplete="current-password"
              errors={submission.errorsOf('current_password')}
              isRequired
              isFirst
              data-test="end-password"
            />
          )}
          <div>
            <Button kind="quiet" onClick={() => setByCode(!isByCode)} data-test="end-otherwise">
              {isByCode ? 'Use the password' : 'Use a code'}
            </Button>
          </div>
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="danger" isBusy={submission.isBusy} data-test="confirm-btn">
            Turn off
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
