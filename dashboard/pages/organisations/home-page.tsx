import { useEffect } from 'preact/hooks';
import type { AccountPageProps } from '../../api/bootstrap.ts';
import { navigate } from '../../ui/router.tsx';
import { Skeleton } from '../../ui/states.tsx';

/** Leads on: to the one organisation, to the choice of several, or to a first one. */
export function HomePage({ boot: { organisations } }: AccountPageProps) {
  useEffect(() => {
    const [only, another] = organisations;
    const to =
      only === undefined ? '/create' : another === undefined ? `/organisation/${only.id}/projects` : '/organisations';
    navigate(to, { replace: true });
  }, []);
  return <Skeleton label="Loading" />;
}
