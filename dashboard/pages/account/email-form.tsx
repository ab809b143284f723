import { useState } from 'preact/hooks';
import type { CurrentUser } from '../../../worker/contract/accounts.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { changeEmail } from './account.api.ts';

export function EmailForm({ account }: { account: CurrentUser }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      await changeEmail(email, password);
      setEmail('');
      setPassword('');
      showToast(`You sign in as ${email} from now on`);
    });
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <Input
        label="New email address"
        type="email"
        value={email}
        onInput={setEmail}
        placeholder={account.email}
        autocomplete="email"
        errors={submission.errorsOf('new_email')}
        isRequired
        data-test="new-email"
      />
      <Input
        label="Your password"
        type="password"
        value={password}
        onInput={setPassword}
        autocomplete="current-password"
        errors={submission.errorsOf('current_password')}
        isRequired
        data-test="email-password"
      />
      <div class="form-foot">
        <Button type="submit" isBusy={submission.isBusy} data-test="save-email">
          Change address
        </Button>
      </div>
    </form>
  );
}
