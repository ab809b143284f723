import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorState, Skeleton } from './states.tsx';

type Props<PartProps> = { load: () => Promise<ComponentType<PartProps>>; props: PartProps };

// What was fetched once is there in the same moment that it is asked for.
const loaded = new Map<unknown, unknown>();

/** Shows what has its code in a chunk of its own. */
export function Lazy<PartProps extends object>({ load, props }: Props<PartProps>) {
  const [failedLoad, setFailedLoad] = useState<unknown>(null);
  const [, setArrivals] = useState(0);
  const Page = loaded.get(load) as ComponentType<PartProps> | undefined;
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
        title="This could not be fetched"
        message="A newer version may have been deployed, or the connection is away."
        onRetry={() => location.reload()}
      />
    );
  }
  return <Skeleton label="Loading" />;
}
