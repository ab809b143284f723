import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Link } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { askForReset } from './access.api.ts';

export function ForgotPage() {
  const [email, setEmail] = useState('');
  const [isSent, setSent] = useState(false);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await submission.run(() => askForReset(email.trim()))) setSent(true);
  };
  return (
    <>
      <PageHeading title="Set a new password" lead="We send a link to set it with." />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {isSent ? (
        // The same for whoever has no account here: nobody is to find out.
        <Notice>If {email} has an account here, the link is on its way.</Notice>
      ) : (
        <form class="form" onSubmit={(event) => void submit(event)}>
          <Input
            label="Email address"
            type="email"
            name="email"
            autocomplete="username"
            value={email}
            onInput={setEmail}
            errors={submission.errorsOf('email')}
            isRequired
          />
          <Button type="submit" kind="primary" isBusy={submission.isBusy}>
            Send the link
          </Button>
        </form>
      )}
      <p class="access-links">
        <Link to="/login">Back to the sign-in</Link>
      </p>
    </>
  );
}
