import { useState } from 'preact/hooks';
import type { OrganisationPageProps } from '../../api/bootstrap.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useProjects } from './projects.api.ts';

/** So many that one looks for one. */
const MANY = 8;

export function ProjectsPage({ organisation }: OrganisationPageProps) {
  const view = useProjects(organisation.id);
  const [text, setText] = useState('');
  const create = (
    <Button
      kind="primary"
      icon="plus"
      onClick={() => navigate(`/organisation/${organisation.id}/projects/create`)}
      data-test="create-project-btn"
    >
      Create project
    </Button>
  );
  const all = view.kind === 'loaded' ? view.data : [];
  const shown = all.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <>
      <PageHeading title="Projects" actions={all.length > 0 ? create : undefined} />
      {view.kind === 'loading' && <Skeleton label="Loading projects" />}
      {view.kind === 'failed' && (
        <ErrorState title="The projects could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && all.length === 0 && (
        <EmptyState icon="box" title="No project yet" action={create}>
          A project holds the features of one product, and environments in which each can be different.
        </EmptyState>
      )}
      {all.length > MANY && (
        <div class="filters">
          <Input
            label="Search projects"
            isLabelHidden
            type="search"
            placeholder="Search"
            value={text}
            onInput={setText}
          />
        </div>
      )}
      {shown.length > 0 && (
        <DataTable
          label="Projects"
          rows={shown}
          keyOf={({ id }) => id}
          columns={[
            {
              id: 'name',
              title: 'Name',
              cell: ({ id, name }) => (
                <Link to={`/project/${id}`} class="row-link">
                  {name}
                </Link>
              ),
            },
          ]}
        />
      )}
      {all.length > 0 && shown.length === 0 && <EmptyState icon="search" title="No project has this in its name" />}
    </>
  );
}
