import { useEffect } from 'preact/hooks';
import type { ProjectPageProps } from '../../api/bootstrap.ts';
import { findLastEnvironment } from '../../api/last-environment.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate } from '../../ui/router.tsx';
import { EmptyState, Skeleton } from '../../ui/states.tsx';

/** Leads to the features of the environment that was looked at last, or of the first. */
export function ProjectHomePage({ project }: ProjectPageProps) {
  const target = findLastEnvironment(project);
  useEffect(() => {
    if (target === undefined) return;
    navigate(`/project/${project.id}/environment/${encodeURIComponent(target.api_key)}/features`, { replace: true });
  }, [project.id]);
  if (target !== undefined) return <Skeleton label="Loading" />;
  return (
    <>
      <PageHeading title={project.name} />
      <EmptyState icon="layers" title="No environment that you may view">
        An administrator of the project can let you view one.
      </EmptyState>
    </>
  );
}
