import { useState } from 'preact/hooks';
import type { CurrentUser } from '../../../worker/contract/accounts.ts';
import { useResource } from '../../api/cache.ts';
import { toFailure, type Failure } from '../../api/failure.ts';
import { signOut } from '../../api/sign-in.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Icon } from '../../ui/icons.tsx';
import { place } from '../../ui/router.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { consentPath, decide, type AuthorisationRequest } from './consent.api.ts';
import './consent.css';
import { describeReturn, isWebAddress } from './return-address.ts';

/** An application asks to act for whoever is signed in. */
export function ConsentPage() {
  const { query } = place.value;
  const view = useResource<AuthorisationRequest>(consentPath(query));
  if (view.kind === 'loading') return <Skeleton label="Loading" rows={4} />;
  if (view.kind === 'failed') return <Refusal failure={view.failure} onRetry={view.retry} />;
  return <Question asked={view.data} query={query} />;
}

function Question({ asked, query }: { asked: AuthorisationRequest; query: URLSearchParams }) {
  const [choice, setChoice] = useState<boolean | null>(null);
  const submission = useSubmit();
  const { application, scopes, redirect_uri: redirectUri, is_verified: isVerified } = asked;
  const choose = async (isAllowed: boolean) => {
    if (choice !== null) return;
    setChoice(isAllowed);
    const hasGone = await submission.run(async () => {
      const address = await decide(query, isAllowed);
      if (isWebAddress(address)) location.assign(address);
    });
    if (!hasGone) setChoice(null);
  };
  return (
    <>
      <PageHeading title={`${application.name} asks for access`} lead="It wants to use this server in your name." />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {isVerified ? (
        <p class="consent-verified" data-test="consent-verified">
          <Icon name="check" />
          Verified: this application is known to this server.
        </p>
      ) : (
        <Notice tone="warning">
          Not verified: anybody can register an application under any name. Go on only if you have just started this
          yourself.
        </Notice>
      )}
      <section class="consent-part">
        <h2>What it may do</h2>
        <ul class="consent-scopes" data-test="consent-scopes">
          {Object.entries(scopes).map(([scope, sentence]) => (
            <li key={scope}>{sentence}</li>
          ))}
        </ul>
      </section>
      <dl class="consent-facts">
        <dt>Signed in as</dt>
        <dd>
          <Account />
        </dd>
        <dt>Goes back to</dt>
        <dd>
          <ReturnAddress redirectUri={redirectUri} />
        </dd>
      </dl>
      <div class="consent-acts">
        <Button kind="primary" isBusy={choice === true} onClick={() => void choose(true)} data-test="consent-allow">
          Allow
        </Button>
        <Button isBusy={choice === false} onClick={() => void choose(false)} data-test="consent-deny">
          Deny
        </Button>
      </div>
      <p class="quiet consent-end">Changing your password ends what applications may do in your name.</p>
    </>
  );
}

/** Asked of the server: what the browser remembers may be somebody else by now. */
function Account() {
  const view = useResource<CurrentUser>('/api/v1/auth/users/me/');
  return (
    <>
      <span class="consent-value" data-test="consent-user">
        {view.kind === 'loaded' ? view.data.email : '…'}
      </span>
      <button type="button" class="link" onClick={() => void changeAccount()} data-test="consent-other">
        Use another account
      </button>
    </>
  );
}

/** Signs out, which leads to the sign-in and from there back. */
async function changeAccount(): Promise<void> {
  try {
    await signOut();
  } catch (error) {
    showToast(`You are still signed in: ${toFailure(error).message}`, { tone: 'bad' });
  }
}

function ReturnAddress({ redirectUri }: { redirectUri: string }) {
  const { host, isHere } = describeReturn(redirectUri);
  return (
    <>
      <span class="consent-value" data-test="consent-host">
        {host}
      </span>
      {isHere && <span class="quiet">a program on your computer</span>}
    </>
  );
}

/** Nobody is sent away by themselves: an address that is not known to be the application's may be anybody's. */
function Refusal({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const fields = failure.kind === 'invalid' ? failure.fields : {};
  const back = fields['redirect_uri']?.[0];
  const sentence = fields['error_description']?.[0] ?? failure.message;
  return (
    <>
      <PageHeading title="This application cannot be let in" />
      <Notice tone="bad">{sentence}</Notice>
      {failure.kind === 'invalid' ? (
        <p class="quiet">
          Nothing was given to it. Whoever made the application can tell what is wrong with its request.
        </p>
      ) : (
        <div>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
      {isWebAddress(back) && (
        <p>
          <a href={back} data-test="consent-back">
            Go back to {describeReturn(back).host}
          </a>
        </p>
      )}
    </>
  );
}
