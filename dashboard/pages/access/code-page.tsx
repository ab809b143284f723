import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { signInByCode } from './access.api.ts';
import { readNext } from './next.ts';

type Props = { ticket: string; onBack: (isTooLate: boolean) => void };

/** So long after the password a code counts. */
const LIFE_MS = 15 * 60_000;

/** The second factor, after the password was right. */
export function CodePage({ ticket, onBack }: Props) {
  const { query } = place.value;
  const [code, setCode] = useState('');
  const [since] = useState(Date.now);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    const isIn = await submission.run(() => signInByCode(ticket, code));
    if (isIn) navigate(readNext(query), { replace: true });
    else if (Date.now() - since >= LIFE_MS) onBack(true);
  };
  return (
    <>
      <PageHeading title="Your code" />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <form class="form" onSubmit={(event) => void submit(event)}>
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
        <div class="form-foot">
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="code-btn">
            Sign in
          </Button>
          <Button onClick={() => onBack(false)}>Back</Button>
        </div>
      </form>
    </>
  );
}
