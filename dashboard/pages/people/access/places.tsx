import { Select } from '../../../ui/field.tsx';
import { setQuery } from '../../../ui/router.tsx';
import { useEnvironments, useProjects } from './access.api.ts';

type Props = { organisationId: number; project: string | null; environment: string | null };

/** Where it is about: the organisation, one of its projects, one of the project's environments. */
export function Places({ organisationId, project, environment }: Props) {
  const projects = useProjects(organisationId);
  const environments = useEnvironments(project);
  const named = (view: typeof projects) =>
    view.kind === 'loaded' ? view.data.map(({ id, name }) => ({ value: String(id), label: name })) : [];
  return (
    <div class="row access-places">
      <Select
        label="Project"
        isLabelHidden
        value={project ?? ''}
        options={[{ value: '', label: 'The organisation' }, ...named(projects)]}
        onChange={(value) => setQuery({ project: value, environment: null })}
        data-test="access-project"
      />
      {project !== null && (
        <Select
          label="Environment"
          isLabelHidden
          value={environment ?? ''}
          options={[
            { value: '', label: 'The project' },
            ...(environments.kind === 'loaded'
              ? environments.data.results.map(({ api_key: key, name }) => ({ value: key, label: name }))
              : []),
          ]}
          onChange={(value) => setQuery({ environment: value })}
          data-test="access-environment"
        />
      )}
    </div>
  );
}
