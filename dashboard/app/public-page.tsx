import { Link } from '../ui/router.tsx';
import { Mark } from '../ui/icons.tsx';
import { Lazy } from '../ui/lazy.tsx';
import type { Route } from './routes.ts';
import { ButterBar } from './butter-bar.tsx';
import { usePublicFlags } from './use-own-flags.ts';

type Props = { route: Extract<Route, { area: 'public' | 'own' }>; params: Record<string, string> };

/** Pages for people who are not signed in: one column below the mark. */
export function PublicPage({ route, params }: Props) {
  usePublicFlags();
  return (
    <div class="gate">
      <ButterBar />
      <Link to="/" class="wordmark">
        <Mark size={24} />
        Halyard
      </Link>
      <main>
        <Lazy load={route.load} props={{ params }} />
      </main>
    </div>
  );
}
