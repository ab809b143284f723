import { useEffect, useState } from 'preact/hooks';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { setQuery } from '../../ui/router.tsx';
import { Pager } from '../../ui/table.tsx';
import { BulkBar } from './bulk/bulk-bar.tsx';
import { FeatureTable } from './feature-table.tsx';
import { PAGE_SIZE, toAddress, type FeatureFilter } from './feature-filter.ts';
import type { FeaturePage } from './features.api.ts';
import { TryIt } from './try-it.tsx';

type Props = EnvironmentPageProps & {
  page: FeaturePage;
  filter: FeatureFilter;
  to: (rest: string) => string;
  isRefreshing: boolean;
};

/** One page of features, and what can be done to those that are selected. */
export function FeatureList({ page, ...props }: Props) {
  const { project, environment, filter } = props;
  const [chosen, setChosen] = useState<ReadonlySet<string | number>>(new Set());
  // What one does not see is not to be changed with the rest.
  useEffect(() => setChosen(new Set()), [environment.id, JSON.stringify(filter)]);
  const selected = page.results.filter(({ id }) => chosen.has(id));
  return (
    <>
      <FeatureTable {...props} features={page.results} chosen={chosen} onChoose={setChosen} />
      {selected.length > 0 && (
        <BulkBar project={project} environment={environment} features={selected} onClear={() => setChosen(new Set())} />
      )}
      <Pager
        page={filter.page}
        size={PAGE_SIZE}
        count={page.count}
        onPage={(next) => setQuery(toAddress({ page: next }))}
      />
      <TryIt environmentKey={environment.api_key} />
    </>
  );
}
