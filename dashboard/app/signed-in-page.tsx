import { useEffect } from 'preact/hooks';
import { bootstrapPath, type DashBootstrap } from '../api/bootstrap.ts';
import { useResource } from '../api/cache.ts';
import type { Failure } from '../api/failure.ts';
import { rememberEnvironment } from '../api/last-environment.ts';
import { isFlagOn } from '../api/own-flags.ts';
import { useTitle } from '../ui/heading.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { Frame } from './frame.tsx';
import { Lazy } from '../ui/lazy.tsx';
import type { Route } from './routes.ts';

type PrivateRoute = Exclude<Route, { area: 'public' | 'own' }>;
type Props = { route: PrivateRoute; params: Record<string, string> };

// The frame of the last place stays on the screen while the next one is asked for.
let lastBoot: DashBootstrap | null = null;

/** Finds out who is there and where, then shows frame and page. */
export function SignedInPage({ route, params }: Props) {
  const { pid, env } = params;
  const question = {
    ...(pid === undefined ? {} : { project: pid }),
    ...(env === undefined ? {} : { environment: env }),
  };
  const view = useResource<DashBootstrap>(bootstrapPath(question));
  if (view.kind === 'loaded') lastBoot = view.data;
  const boot = view.kind === 'loaded' ? view.data : lastBoot;
  const organisationId = boot?.project?.organisation ?? Number(params['oid']);
  return (
    <Frame boot={boot} route={route} organisationId={organisationId} params={params}>
      {view.kind === 'loading' && <Skeleton label="Loading" />}
      {view.kind === 'failed' && <FailedPage failure={view.failure} onRetry={view.retry} />}
      {view.kind === 'loaded' && <Page route={route} params={params} boot={view.data} />}
    </Frame>
  );
}

function Page({ route, params, boot }: Props & { boot: DashBootstrap }) {
  const { project, environment } = boot;
  useEffect(() => {
    if (project !== null && environment !== null) rememberEnvironment(project.id, environment.api_key);
  }, [project?.id, environment?.api_key]);
  if (route.flag !== undefined && !isFlagOn(route.flag)) return <SwitchedOff />;
  switch (route.area) {
    case 'account':
      return <Lazy load={route.load} props={{ params, boot }} />;
    case 'organisation': {
      const organisation = boot.organisations.find(({ id }) => String(id) === params['oid']);
      if (organisation === undefined) return <Missing what="organisation" />;
      return <Lazy load={route.load} props={{ params, boot, organisation }} />;
    }
    case 'project':
      if (project === null) return <Missing what="project" />;
      return <Lazy load={route.load} props={{ params, boot, project }} />;
    default:
      if (project === null) return <Missing what="project" />;
      if (environment === null) return <Missing what="environment" />;
      return <Lazy load={route.load} props={{ params, boot, project, environment }} />;
  }
}

function Missing({ what }: { what: string }) {
  const title = `No such ${what}`;
  const ref = useTitle<HTMLHeadingElement>(title);
  return (
    <>
      <h1 ref={ref} tabIndex={-1} class="hidden-text">
        {title}
      </h1>
      <ErrorState
        title={`This ${what} is not here`}
        message={`It may have been deleted, or you may not view it. An administrator of the organisation can let you.`}
      />
    </>
  );
}

function SwitchedOff() {
  const ref = useTitle<HTMLHeadingElement>('Switched off');
  return (
    <>
      <h1 ref={ref} tabIndex={-1} class="hidden-text">
        Switched off
      </h1>
      <ErrorState
        title="This page is switched off"
        message="Whoever runs this server has switched it off for everybody."
      />
    </>
  );
}

function FailedPage({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const ref = useTitle<HTMLHeadingElement>('Not loaded');
  return (
    <>
      <h1 ref={ref} tabIndex={-1} class="hidden-text">
        Not loaded
      </h1>
      <ErrorState
        title="This could not be loaded"
        message={failure.message}
        requestId={failure.kind === 'broken' ? failure.requestId : null}
        onRetry={onRetry}
      />
    </>
  );
}
