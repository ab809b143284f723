import type { DashSegmentUse } from '../../../worker/contract/dash.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import { toneOf } from '../../api/environments.ts';
import { EnvBadge } from '../../ui/env-badge.tsx';
import { Link } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import { useUses } from './segments.api.ts';

type Props = { project: DashProject; segmentId: number };

/** Which features are something else for people of the segment, environment by environment. */
export function WhereUsed({ project, segmentId }: Props) {
  const view = useUses(project.id, segmentId);
  if (view.kind === 'loading') return <Skeleton rows={3} label="Loading where it is used" />;
  if (view.kind === 'failed') {
    return <ErrorState title="This could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  if (view.data.length === 0) {
    return (
      <EmptyState icon="layers" title="Not used yet">
        Open a feature and add an override for this segment: its people then get a state and a value of their own.
      </EmptyState>
    );
  }
  const used = project.environments.filter(({ id }) => view.data.some(({ environment }) => environment === id));
  return (
    <div class="stack">
      {used.map((environment) => (
        <section key={environment.id} data-test={`uses-${environment.name}`}>
          <EnvBadge name={environment.name} tone={toneOf(environment, project.environments)} />
          <DataTable
            label={`Overrides in ${environment.name}`}
            rows={view.data.filter((use) => use.environment === environment.id)}
            keyOf={({ feature }) => feature.id}
            columns={[
              {
                id: 'name',
                title: 'Feature',
                cell: ({ feature }) => (
                  <Link
                    class="row-link"
                    to={`/project/${project.id}/environment/${encodeURIComponent(environment.api_key)}/features/${feature.id}`}
                  >
                    {feature.name}
                  </Link>
                ),
              },
              { id: 'on', title: 'State', cell: ({ enabled }) => (enabled ? 'On' : 'Off') },
              { id: 'value', title: 'Value', cell: (use) => <span class="code">{showValue(use)}</span> },
              { id: 'priority', title: 'Priority', cell: ({ priority }) => priority },
            ]}
          />
        </section>
      ))}
    </div>
  );
}

const showValue = ({ feature_state_value: value }: DashSegmentUse) =>
  value === null || value === '' ? '—' : String(value);

/** "3 features in Development, 1 feature in Production": what goes with the segment. */
export function describeUses(uses: readonly DashSegmentUse[], project: DashProject): string {
  const counts = project.environments.flatMap(({ id, name }) => {
    const { length } = uses.filter(({ environment }) => environment === id);
    return length === 0 ? [] : [`${length} ${length === 1 ? 'feature' : 'features'} in ${name}`];
  });
  return counts.join(', ');
}
