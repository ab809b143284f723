import { useEffect } from 'preact/hooks';
import { isExpired, isSignedIn, needsSecondFactor } from '../api/session.ts';
import { matchPath, navigate, place } from '../ui/router.tsx';
import { ErrorState } from '../ui/states.tsx';
import { ToastRegion } from '../ui/toast.tsx';
import { useTitle } from '../ui/heading.tsx';
import { PublicPage } from './public-page.tsx';
import { ROUTES, type Route } from './routes.ts';
import { SECURITY_PATH, SecondFactorNeeded } from './second-factor-needed.tsx';
import { SignedInPage } from './signed-in-page.tsx';
import { SignInAgain } from './sign-in-again.tsx';

export function App() {
  const { path } = place.value;
  const found = findRoute(path);
  return (
    <>
      {found === null ? (
        <NoSuchPage />
      ) : found.route.area === 'public' || (found.route.area === 'own' && isSignedIn.value) ? (
        <PublicPage route={found.route} params={found.params} />
      ) : isSignedIn.value && found.route.area !== 'own' ? (
        <SignedInPage route={found.route} params={found.params} />
      ) : (
        <ToSignIn />
      )}
      {isExpired.value && <SignInAgain />}
      {needsSecondFactor.value && path !== SECURITY_PATH && <SecondFactorNeeded />}
      <ToastRegion />
    </>
  );
}

function findRoute(path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of ROUTES) {
    const params = matchPath(route.path, path);
    if (params !== null) return { route, params };
  }
  return null;
}

/** To the sign-in, and from there back to where one wanted to go. */
function ToSignIn() {
  useEffect(() => {
    const { pathname, search } = location;
    const next = pathname === '/' ? '' : `?${new URLSearchParams({ next: pathname + search })}`;
    navigate(`/login${next}`, { replace: true });
  }, []);
  return null;
}

function NoSuchPage() {
  const ref = useTitle<HTMLHeadingElement>('Not found');
  return (
    <main class="gate">
      <h1 ref={ref} tabIndex={-1} class="hidden-text">
        Not found
      </h1>
      <ErrorState
        title="There is no such page"
        message="The address may be mistyped, or the page may have moved."
        onRetry={undefined}
      />
      <a href="/">Go to the start</a>
    </main>
  );
}
