import type { DashProject, Environment } from '../../api/bootstrap.ts';
import { Day } from '../../ui/moment.tsx';
import { Panel, Rows } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import { listCallers } from './callers.ts';
import { useRequests } from './sdk-keys.api.ts';

const NUMBER = new Intl.NumberFormat();

/** Who has asked for flags here lately, as far as they say. */
export function Callers({ project, environment }: { project: DashProject; environment: Environment }) {
  const view = useRequests(project.organisation, environment.id);
  const callers = view.kind === 'loaded' ? listCallers(view.data) : [];
  return (
    <Panel
      title="Who asks"
      lead="SDKs that asked in the last 30 days, by what they say of themselves."
      data-test="callers"
    >
      {view.kind === 'loading' && <Skeleton label="Loading requests" rows={2} />}
      {view.kind === 'failed' && (
        <ErrorState title="Requests could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && callers.length === 0 && (
        <p class="quiet">Nobody yet. Counts arrive up to 15 minutes after the requests.</p>
      )}
      {callers.length > 0 && (
        <Rows>
          <DataTable
            label="SDKs"
            rows={callers}
            keyOf={({ name, version }) => `${name}\n${version}`}
            columns={[
              { id: 'name', title: 'SDK', cell: ({ name }) => <code>{name}</code> },
              {
                id: 'version',
                title: 'Version',
                cell: ({ version }) => version || <span class="quiet">Not said</span>,
              },
              { id: 'last', title: 'Last seen', cell: ({ lastDay }) => <Day at={lastDay} /> },
              { id: 'number', title: 'Requests', cell: ({ requests }) => NUMBER.format(requests) },
            ]}
          />
        </Rows>
      )}
    </Panel>
  );
}
