import { useState } from 'preact/hooks';
import type { Ticket } from '../../api/sign-in.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { signInByCode, signInByPasskey } from './access.api.ts';
import { readNext } from './next.ts';

type Props = { ticket: Ticket; onBack: (isTooLate: boolean) => void };

/** So long after the password a second factor counts. */
const LIFE_MS = 15 * 60_000;

/** The second factor, after the password was right: a code, a passkey, or what the account has of both. */
export function CodePage({ ticket, onBack }: Props) {
  const { query } = place.value;
  const [code, setCode] = useState('');
  const [since] = useState(Date.now);
  const submission = useSubmit();
  const hasApp = ticket.methods.includes('app');
  const hasPasskey = ticket.methods.includes('passkey');
  const attempt = async (work: () => Promise<void>) => {
    const isIn = await submission.run(work);
    if (isIn) navigate(readNext(query), { replace: true });
    else if (Date.now() - since >= LIFE_MS) onBack(true);
  };
  const usePasskey = () => attempt(() => signInByPasskey(ticket));
  const submit = (event: Event) => {
    event.preventDefault();
    return hasApp ? attempt(() => signInByCode(ticket, code)) : usePasskey();
  };
  return (
    <>
      <PageHeading
        title={hasApp ? 'Your code' : 'Your passkey'}
        lead={hasApp ? undefined : 'Your account asks for a passkey beside the password.'}
      />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <form class="form" onSubmit={(event) => void submit(event)}>
        {hasApp && (
          <Input
            label="Code"
            value={code}
            onInput={setCode}
            hint="From your authenticator app, or one of your backup codes."
            autocomplete="one-time-code"
            errors={submission.errorsOf('code')}
            isRequired
            isFirst
            isCode
            data-test="code"
          />
        )}
        <div class="form-foot">
          <Button type="submit" kind="primary" isBusy={submission.isBusy} isFirst={!hasApp} data-test="code-btn">
            {hasApp ? 'Sign in' : 'Use a passkey'}
          </Button>
          {hasApp && hasPasskey && (
            <Button onClick={() => void usePasskey()} data-test="code-passkey-btn">
              Use a passkey
            </Button>
          )}
          <Button onClick={() => onBack(false)}>Back</Button>
        </div>
      </form>
    </>
  );
}
