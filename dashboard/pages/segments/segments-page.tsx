import type { ProjectPageProps } from '../../api/bootstrap.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { useShortcuts } from '../../ui/keys.ts';
import { navigate, place, setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';
import { PAGE_SIZE, readFilter, toAddress, type SegmentFilter } from './segment-filter.ts';
import { SegmentTable } from './segment-table.tsx';
import { useSegments } from './segments.api.ts';

/** The segments of a project. */
export function SegmentsPage({ project }: ProjectPageProps) {
  const filter = readFilter(place.value.query);
  const view = useSegments(project.id, filter);
  const base = `/project/${project.id}/segments`;
  const forbidden = whyNot(project.permissions, 'MANAGE_SEGMENTS', project.name);
  const create = () => navigate(`${base}/create`);
  useShortcuts(forbidden === null ? [{ keys: 'c', label: 'Create segment', run: create }] : []);
  const button = (
    <Button kind="primary" icon="plus" disabledReason={forbidden} onClick={create} data-test="show-create-segment-btn">
      Create segment
    </Button>
  );
  const page = view.kind === 'loaded' ? view.data : null;
  const isFiltered = filter.search !== '' || filter.isSharedOnly;
  const isFirstUse = page?.count === 0 && !isFiltered;
  return (
    <>
      <PageHeading title="Segments" actions={isFirstUse || (page === null && !isFiltered) ? undefined : button} />
      {!isFirstUse && <Filters filter={filter} />}
      {view.kind === 'loading' && <Skeleton label="Loading segments" />}
      {view.kind === 'failed' && (
        <ErrorState
          title="The segments could not be loaded"
          message={view.failure.message}
          requestId={view.failure.kind === 'broken' ? view.failure.requestId : null}
          onRetry={view.retry}
        />
      )}
      {isFirstUse && (
        <EmptyState icon="users" title="No segment yet" action={button}>
          A segment is a group of people, by what is known of them: everybody on the plan “pro”, or a tenth of all. A
          feature can be something else for each.
        </EmptyState>
      )}
      {page?.count === 0 && isFiltered && (
        <EmptyState
          icon="search"
          title="No segment fits"
          action={
            <Button onClick={() => setQuery(toAddress({ search: '', isSharedOnly: false }))}>Clear all filters</Button>
          }
        />
      )}
      {page !== null && page.count > 0 && (
        <>
          <SegmentTable
            project={project}
            segments={page.results}
            forbidden={forbidden}
            isRefreshing={view.kind === 'loaded' && view.isRefreshing}
          />
          <Pager
            page={filter.page}
            size={PAGE_SIZE}
            count={page.count}
            onPage={(next) => setQuery(toAddress({ page: next }))}
          />
        </>
      )}
    </>
  );
}

function Filters({ filter }: { filter: SegmentFilter }) {
  return (
    <div class="filters" role="search">
      <SearchField
        label="Search segments"
        value={filter.search}
        onChange={(search) => setQuery(toAddress({ search }))}
      />
      <Select
        label="Kind"
        isLabelHidden
        value={filter.isSharedOnly ? 'shared' : 'all'}
        onChange={(kind) => setQuery(toAddress({ isSharedOnly: kind === 'shared' }))}
        options={[
          { value: 'all', label: 'All segments' },
          { value: 'shared', label: 'Without those of one feature' },
        ]}
      />
    </div>
  );
}
