import { useState } from 'preact/hooks';
import type { PublicPageProps } from '../../api/bootstrap.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { resetPassword } from './access.api.ts';

/** Where the link in a mail leads. */
export function ResetPage({ params }: PublicPageProps) {
  const [password, setPassword] = useState('');
  const submission = useSubmit();
  const { failure, errorsOf } = submission;
  const isSpent = [...errorsOf('token'), ...errorsOf('uid')].length > 0;
  const submit = async (event: Event) => {
    event.preventDefault();
    const isDone = await submission.run(() => resetPassword(params['uid'] ?? '', params['token'] ?? '', password));
    if (isDone) navigate('/login?done=reset', { replace: true });
  };
  return (
    <>
      <PageHeading title="Choose a password" />
      {isSpent && <Notice tone="bad">This link does not hold any more. Ask for a new one on the sign-in page.</Notice>}
      {failure !== null && failure.message !== '' && <Notice tone="bad">{failure.message}</Notice>}
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Input
          label="New password"
          type="password"
          name="password"
          autocomplete="new-password"
          value={password}
          onInput={setPassword}
          hint="At least 8 characters, not a common password."
          errors={errorsOf('new_password')}
          isRequired
        />
        <Button type="submit" kind="primary" isBusy={submission.isBusy}>
          Set the password
        </Button>
      </form>
    </>
  );
}
