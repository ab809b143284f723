import { useEffect, useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { signInBy } from './access.api.ts';
import { inviteOf, PROVIDERS, readReturn, type Provider } from './providers.ts';
import { endTrip } from './trip.ts';

/** Where a provider sends people back to. */
export function ProviderReturnPage() {
  const provider: Provider = place.value.path.endsWith('/google') ? 'google' : 'github';
  const name = PROVIDERS[provider];
  const [problem, setProblem] = useState<string | null>(null);
  const [next, setNext] = useState('/');
  useEffect(() => {
    const { state, secret, problem: refusal } = readReturn(provider, location);
    // What stood in the address opens the account: it stays neither there nor in the history.
    navigate(location.pathname, { replace: true });
    const aim = endTrip(provider, state);
    if (aim === null) {
      setProblem(
        'This sign-in was not begun in this window, or it is an old one. Nobody has been signed in. Begin again from the sign-in page.',
      );
      return;
    }
    setNext(aim);
    if (secret === null) {
      setProblem(`${name} says: ${refusal ?? 'nothing about who you are.'}`);
      return;
    }
    signInBy(provider, secret, inviteOf(aim)).then(
      () => navigate(aim, { replace: true }),
      (error: unknown) => setProblem(toFailure(error).message || `You could not be signed in with ${name}.`),
    );
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
