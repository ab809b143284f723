import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorState, Skeleton } from '../ui/states.tsx';

type Props<PageProps> = { load: () => Promise<ComponentType<PageProps>>; props: PageProps };

// A route's page is fetched once; afterwards it is there in the same moment as its route.
const loaded = new Map<unknown, unknown>();

/** Shows a page of which the code may have to be fetched first. */
export function LazyPage<PageProps extends object>({ load, props }: Props<PageProps>) {
  const [failedLoad, setFailedLoad] = useState<unknown>(null);
  const [, setArrivals] = useState(0);
  const Page = loaded.get(load) as ComponentType<PageProps> | undefined;
  useEffect(() => {
    if (loaded.has(load)) return;
    load().then(
      (page) => {
        loaded.set(load, page);
        setArrivals((count) => count + 1);
      },
      () => setFailedLoad(() => load),
    );
  }, [load]);
  if (Page !== undefined) return <Page {...props} />;
  if (failedLoad === load) {
    return (
      <ErrorState
        title="This page could not be fetched"
        message="A newer version may have been deployed, or the connection is away."
        onRetry={() => location.reload()}
      />
    );
  }
  return <Skeleton label="Loading the page" />;
}
