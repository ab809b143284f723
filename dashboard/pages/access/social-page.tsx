import { useEffect, useState } from 'preact/hooks';
import type { PublicPageProps } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { signInSocially } from './access.api.ts';
import { PROVIDER_NAMES } from './social-buttons.tsx';
import { invitationOf, readReturn } from './social.ts';
import { endTrip } from './trip.ts';

/** Where a provider sends people back to. */
export function SocialPage({ params }: PublicPageProps) {
  const provider = params['provider'] === 'google' ? 'google' : 'github';
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const trip = endTrip();
    const credential = readReturn(provider, location, trip);
    // What it says is not to stay in the history of the browser.
    history.replaceState(null, '', location.pathname);
    if (credential === null || trip === null) {
      setProblem(`${PROVIDER_NAMES[provider]} did not sign you in. Try again.`);
      return;
    }
    signInSocially(provider, credential, invitationOf(trip.next)).then(
      () => navigate(trip.next, { replace: true }),
      (error: unknown) => setProblem(toFailure(error).message),
    );
  }, []);
  return (
    <>
      <PageHeading title={`Sign in with ${PROVIDER_NAMES[provider]}`} />
      {problem === null ? <Notice>One moment: you are being signed in.</Notice> : <Notice tone="bad">{problem}</Notice>}
      <p class="access-links">
        <Link to="/login">Back to the sign-in</Link>
      </p>
    </>
  );
}
