import type { DashProject } from '../../api/bootstrap.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';
import { AuditEntry } from './audit-entry.tsx';
import { isFiltered, NO_FILTER, readFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { PAGE_SIZE, useAuditLog } from './audit.api.ts';

type Props = {
  base: string;
  name: string;
  organisationId: number;
  environments: DashProject['environments'];
};

export function AuditPage({ base, name, organisationId, environments }: Props) {
  const { query } = place.value;
  const filter = readFilter(query);
  const view = useAuditLog(base, filter);
  const entry = Number(query.get('entry'));
  return (
    <>
      <PageHeading title="Audit log" lead={`Who has changed what in ${name}. Nothing in it can be changed.`} />
      <AuditFilters filter={filter} organisationId={organisationId} environments={environments} />
      {view.kind === 'loading' && <Skeleton label="Loading the audit log" rows={10} />}
      {view.kind === 'failed' && (
        <ErrorState title="The log could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && view.data.results.length === 0 && <Nothing isFiltered={isFiltered(filter)} />}
      {view.kind === 'loaded' && view.data.results.length > 0 && (
        <>
          <AuditTable rows={view.data.results} isRefreshing={view.isRefreshing} />
          <Pager
            page={filter.page}
            size={PAGE_SIZE}
            count={view.data.count}
            onPage={(next) => setQuery({ page: next === 1 ? null : String(next) })}
          />
        </>
      )}
      {entry > 0 && <AuditEntry base={base} id={entry} onClose={() => setQuery({ entry: null })} key={entry} />}
    </>
  );
}

function Nothing({ isFiltered: isNarrow }: { isFiltered: boolean }) {
  if (!isNarrow) {
    return (
      <EmptyState icon="list" title="Nothing has happened yet">
        Every change, by people and by keys, appears here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="list"
      title="Nothing fits"
      action={<Button onClick={() => setQuery(NO_FILTER)}>Clear all</Button>}
    >
      There may be other entries beside what is looked for.
    </EmptyState>
  );
}
