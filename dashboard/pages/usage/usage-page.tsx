import './usage.css';
import type { DashOrganisation, OrganisationPageProps } from '../../api/bootstrap.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { place } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { countOf, readPeriod, readResource } from './usage-days.ts';
import { UsageFigures } from './usage-figures.tsx';
import { UsageFilters } from './usage-filters.tsx';
import { useUsage } from './usage.api.ts';

export function UsagePage({ organisation }: OrganisationPageProps) {
  return (
    <>
      <PageHeading title="Usage" lead="How often applications ask for flags." />
      {organisation.role === 'ADMIN' ? (
        <Usage organisation={organisation} key={organisation.id} />
      ) : (
        <Notice>Administrators of {organisation.name} alone see its usage.</Notice>
      )}
    </>
  );
}

function Usage({ organisation }: { organisation: DashOrganisation }) {
  const { query } = place.value;
  const [period, resource] = [readPeriod(query.get('period')), readResource(query.get('resource'))];
  const where = { project: query.get('project') ?? '', environment: query.get('environment') ?? '' };
  const view = useUsage(organisation.id, period, where);
  const isEmpty = view.kind === 'loaded' && view.data.every((row) => countOf(row, '') === 0);
  return (
    <>
      <UsageFilters organisationId={organisation.id} where={where} period={period} />
      {view.kind === 'loading' && <Skeleton label="Loading usage" rows={6} />}
      {view.kind === 'failed' && (
        <ErrorState title="The usage could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="chart" title="No request in this time">
          As soon as an SDK asks with a key, it is counted. It shows here within a minute.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && <UsageFigures rows={view.data} period={period} resource={resource} />}
    </>
  );
}
