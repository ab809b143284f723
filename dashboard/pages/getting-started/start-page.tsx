import { useEffect } from 'preact/hooks';
import type { Environment } from '../../../worker/contract/environments.ts';
import type { Project } from '../../../worker/contract/projects.ts';
import type { AccountPageProps } from '../../api/bootstrap.ts';
import { useResource } from '../../api/cache.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';

/** Leads to the first steps in the first environment there is, or to what is still missing for it. */
export function StartPage({ boot: { organisations } }: AccountPageProps) {
  const projects = useResource<Project[]>('/api/v1/projects/');
  const project = projects.kind === 'loaded' ? projects.data[0] : undefined;
  const environments = useResource<{ results: Environment[] }>(
    project === undefined ? null : `/api/v1/environments/?project=${project.id}`,
  );
  const environment = environments.kind === 'loaded' ? environments.data.results[0] : undefined;
  useEffect(() => {
    if (project === undefined || environment === undefined) return;
    const key = encodeURIComponent(environment.api_key);
    navigate(`/project/${project.id}/environment/${key}/getting-started`, { replace: true });
  }, [environment?.id]);
  const failed = [projects, environments].find((view) => view.kind === 'failed');
  if (failed?.kind === 'failed') {
    return <ErrorState title="Not loaded" message={failed.failure.message} onRetry={failed.retry} />;
  }
  const isMissing =
    projects.kind === 'loaded' &&
    (project === undefined || (environments.kind === 'loaded' && environment === undefined));
  if (!isMissing) return <Skeleton label="Loading" />;
  const [organisation] = organisations;
  return (
    <>
      <PageHeading title="Getting started" />
      <EmptyState
        icon="box"
        title="No project yet"
        action={
          <Link
            class="button primary"
            to={organisation === undefined ? '/create' : `/organisation/${organisation.id}/projects/create`}
          >
            {organisation === undefined ? 'Create an organisation' : 'Create a project'}
          </Link>
        }
      >
        Features are in projects, and have a state in each of a project’s environments.
      </EmptyState>
    </>
  );
}
