import { Select } from '../../ui/field.tsx';
import { setQuery } from '../../ui/router.tsx';
import { PERIODS, type Period } from './usage-days.ts';
import { useEnvironments, useProjects } from './usage.api.ts';

type Props = { organisationId: number; where: { project: string; environment: string }; period: Period };

export function UsageFilters({ organisationId, where, period }: Props) {
  const projects = useProjects(organisationId);
  const environments = useEnvironments(where.project);
  return (
    <div class="usage-filters" role="group" aria-label="Filters">
      <Select
        label="Period"
        isLabelHidden
        value={period}
        options={PERIODS}
        onChange={(next) => setQuery({ period: next === '30d' ? null : next })}
        data-test="usage-period"
      />
      <Select
        label="Project"
        isLabelHidden
        value={where.project}
        options={[
          { value: '', label: 'All projects' },
          ...(projects.kind === 'loaded'
            ? projects.data.map(({ id, name }) => ({ value: String(id), label: name }))
            : []),
        ]}
        onChange={(project) => setQuery({ project, environment: null })}
        data-test="usage-project"
      />
      {where.project !== '' && (
        <Select
          label="Environment"
          isLabelHidden
          value={where.environment}
          options={[
            { value: '', label: 'All environments' },
            ...(environments.kind === 'loaded'
              ? environments.data.results.map(({ id, name }) => ({ value: String(id), label: name }))
              : []),
          ]}
          onChange={(environment) => setQuery({ environment })}
          data-test="usage-environment"
        />
      )}
    </div>
  );
}
