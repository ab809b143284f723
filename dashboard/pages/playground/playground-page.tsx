import { useRef } from 'preact/hooks';
import type { ProjectPageProps } from '../../api/bootstrap.ts';
import { useEngine } from '../../api/engine.ts';
import { findLastEnvironment } from '../../api/last-environment.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate, place } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { useDocuments } from './playground.api.ts';
import { readState, toQuery, type PlaygroundState } from './playground-state.ts';
import { Who } from './who.tsx';
import { Results } from './results.tsx';
import { describeStored } from './describe-stored.ts';
import { useStored } from './stored-traits.ts';
import { StoredFailures } from './stored-failures.tsx';
import './playground.css';

/** Who would get what: worked out here, by the server's own engine, over what the server evaluates. All of it is in the address. */
export function PlaygroundPage({ project }: ProjectPageProps) {
  const { engine, retry } = useEngine();
  const visible = new Map(project.environments.map((environment) => [environment.api_key, environment]));
  const state = readState(place.value.query, findLastEnvironment(project)?.api_key);
  const environments = state.environments.flatMap((key) => visible.get(key) ?? []);
  const documents = useDocuments(environments.map(({ api_key: key }) => key));
  const stored = useStored(environments, state.people);
  // What was shown stays, dimmed, while more is asked for.
  const isFirst = useRef(true);
  if (!stored.isLoading) isFirst.current = false;
  const change = (next: Partial<PlaygroundState>) =>
    navigate(`${location.pathname}?${toQuery({ ...state, ...next })}`, { replace: true });
  if (project.environments.length === 0) {
    return (
      <>
        <PageHeading title="Playground" />
        <EmptyState icon="play" title="No environment to try">
          You may view none of this project’s environments.
        </EmptyState>
      </>
    );
  }
  const failed = documents.find((view) => view.kind === 'failed');
  const loaded = documents.flatMap((view) => (view.kind === 'loaded' ? [view.data] : []));
  const isReady = engine !== null && loaded.length === environments.length && !isFirst.current;
  return (
    <>
      <PageHeading
        title="Playground"
        lead="Who would get what, and why. Nothing is stored and nothing is counted; the address can be shared."
      />
      <div class="stack playground">
        <Who
          project={project}
          state={state}
          describe={(person) => describeStored(stored, environments, person)}
          onChange={change}
        />
        <StoredFailures stored={stored} />
        {retry !== null && (
          <Notice tone="bad">
            The engine could not be fetched. <Button onClick={retry}>Try again</Button>
          </Notice>
        )}
        {failed?.kind === 'failed' && (
          <ErrorState
            title="An environment could not be loaded"
            message={failed.failure.message}
            onRetry={failed.retry}
          />
        )}
        {environments.length === 0 && <p class="quiet">Choose an environment.</p>}
        {failed === undefined && retry === null && !isReady && <Skeleton label="Loading what is evaluated" />}
        {engine !== null && environments.length > 0 && isReady && (
          <Results
            engine={engine}
            environments={environments}
            documents={loaded}
            people={state.people}
            stored={stored}
            isBusy={stored.isLoading || documents.some((view) => view.kind === 'loaded' && view.isRefreshing)}
          />
        )}
      </div>
    </>
  );
}
