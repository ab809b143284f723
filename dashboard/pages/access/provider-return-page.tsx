import { useEffect, useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import { PROVIDERS, type Provider } from '../../api/sign-in-providers.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { finishTrip, signInByGoogle } from './access.api.ts';
import { inviteOf, readReturn } from './providers.ts';
import { endTrip } from './trip.ts';

const NOT_BEGUN =
  'This sign-in was not begun in this window, or it is an old one. Nobody has been signed in. Begin again from the sign-in page.';

/** Where a provider sends people back to. */
export function ProviderReturnPage() {
  const provider: Provider = place.value.path.endsWith('/google') ? 'google' : 'github';
  const name = PROVIDERS[provider];
  const [problem, setProblem] = useState<string | null>(null);
  const [next, setNext] = useState('/');
  useEffect(() => {
    const { state, token, code, refusal } = readReturn(location);
    // What stood in the address opens the account: it stays neither there nor in the history.
    navigate(location.pathname, { replace: true });
    const trip = endTrip(provider, state);
    setNext(trip?.next ?? '/');
    const fail = (error: unknown) => setProblem(describe(error, name));
    if (trip === null && code === null) return setProblem(NOT_BEGUN);
    if (trip?.isLed === false) {
      if (token === null) return setProblem(describeRefusal(refusal, name));
      signInByGoogle(token, inviteOf(trip.next)).then(() => navigate(trip.next, { replace: true }), fail);
      return;
    }
    if (code === null) return setProblem(describeRefusal(refusal, name));
    finishTrip(provider, code, state).then((aim) => navigate(aim, { replace: true }), fail);
  }, []);
  const back = next === '/' ? '/login' : `/login?${new URLSearchParams({ next })}`;
  return (
    <>
      <PageHeading title={`Signing in with ${name}`} />
      {problem === null ? (
        <p class="quiet" role="status">
          One moment.
        </p>
      ) : (
        <>
          <Notice tone="bad">{problem}</Notice>
          <p class="access-links">
            <Link to={back}>Back to the sign-in</Link>
          </p>
        </>
      )}
    </>
  );
}

/** What the provider says in place of who somebody is. */
function describeRefusal(refusal: string | null, name: string): string {
  if (refusal === 'access_denied') {
    return `You did not let ${name} say who you are, so nobody has been signed in. Begin again, or sign in another way.`;
  }
  return `${name} says: ${refusal ?? 'nothing about who you are.'}`;
}

function describe(error: unknown, name: string): string {
  const failure = toFailure(error);
  const message = failure.message || `You could not be signed in with ${name}.`;
  // With a code the server has said itself what to do.
  const isShut = failure.kind === 'forbidden' && failure.code === null;
  return isShut ? `${message} Ask somebody who administers Halyard here.` : message;
}
