import { useEffect, useState } from 'preact/hooks';
import { isSignedIn } from '../../api/session.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { hasUsers, signUp } from './access.api.ts';
import { AccountForm, emptyAccount } from './account-form.tsx';
import { ProviderButtons } from './provider-buttons.tsx';
import { readNext, withNext } from './next.ts';

/** The first account of a server is its superuser's. */
export function SignUpPage() {
  const { query } = place.value;
  const [isFirst, setFirst] = useState(false);
  const [account, setAccount] = useState(emptyAccount);
  const [isWaiting, setWaiting] = useState(false);
  const submission = useSubmit();
  useEffect(() => {
    void hasUsers().then((some) => setFirst(some === false));
  }, []);
  const submit = async () => {
    const isDone = await submission.run(() => signUp(account, isFirst ? { superuser: true } : {}));
    if (!isDone) return;
    if (isSignedIn.peek()) navigate(readNext(query), { replace: true });
    else setWaiting(true);
  };
  if (isWaiting) {
    return (
      <PageHeading title="Look into your mail" lead={`A link to activate the account was sent to ${account.email}.`} />
    );
  }
  return (
    <>
      <PageHeading
        title={isFirst ? 'Create the first account' : 'Create an account'}
        lead={isFirst ? 'Nobody has an account here yet. Yours will be the superuser’s.' : undefined}
      />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <AccountForm account={account} onChange={setAccount} submission={submission} onSubmit={() => void submit()} />
      {!isFirst && <ProviderButtons next={readNext(query)} />}
      {!isFirst && (
        <p class="access-links">
          <Link to={withNext('/login', query)}>I have an account</Link>
        </p>
      )}
    </>
  );
}
