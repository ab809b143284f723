import { useState } from 'preact/hooks';
import type { PublicPageProps } from '../../api/bootstrap.ts';
import { isSignedIn, readLastEmail } from '../../api/session.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { join, signUp } from './access.api.ts';
import { AccountForm, emptyAccount } from './account-form.tsx';
import { ProviderButtons } from './provider-buttons.tsx';

/** Who is signed in joins with one press; others make an account first, for which the invitation counts. */
export function InvitePage({ params }: PublicPageProps) {
  const hash = params['hash'] ?? '';
  const isLink = place.value.path.startsWith('/invite-link/');
  const [account, setAccount] = useState(emptyAccount);
  const submission = useSubmit();
  const goOn = async (before: () => Promise<void>) => {
    await submission.run(async () => {
      await before();
      if (!isSignedIn.peek()) return;
      const { id } = await join(hash);
      navigate(`/organisation/${id}/projects`, { replace: true });
    });
  };
  const invitation = isLink
    ? ({ sign_up_type: 'INVITE_LINK', invite_hash: hash } as const)
    : ({ sign_up_type: 'INVITE_EMAIL', invite_hash: hash } as const);
  return (
    <>
      <PageHeading title="You are invited" lead="Join an organisation on Halyard." />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {isSignedIn.value ? (
        <>
          <p>You are signed in as {readLastEmail()}.</p>
          <Button
            kind="primary"
            isBusy={submission.isBusy}
            onClick={() => void goOn(() => Promise.resolve())}
            data-test="join-btn"
          >
            Join
          </Button>
        </>
      ) : (
        <>
          <AccountForm
            account={account}
            onChange={setAccount}
            submission={submission}
            onSubmit={() => void goOn(() => signUp(account, invitation))}
          />
          <ProviderButtons next={place.value.path} />
          <p class="access-links">
            <Link to={`/login?${new URLSearchParams({ next: place.value.path })}`}>I have an account</Link>
          </p>
        </>
      )}
    </>
  );
}
