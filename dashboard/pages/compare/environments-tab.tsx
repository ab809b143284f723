import { findLastEnvironment } from '../../api/last-environment.ts';
import type { DashEnvironment } from '../../../worker/contract/dash.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { readFilter, readSides } from './compare-address.ts';
import { useFlags } from './compare.api.ts';
import type { TabProps } from './compare-page.tsx';
import { pairFlags, selectPairs } from './flag-differences.ts';
import { PairFilters } from './pair-filters.tsx';
import { PairTable } from './pair-table.tsx';

export type Sides = { left: DashEnvironment; right: DashEnvironment };

/** Two environments side by side. */
export function EnvironmentsTab({ project }: TabProps) {
  const sides = readSides(place.value.query, project.environments, findLastEnvironment(project));
  if (sides === null) {
    return (
      <EmptyState icon="layers" title="Nothing to compare with">
        This project has one environment that you may view. With a second one, what differs between them is listed here.
      </EmptyState>
    );
  }
  const choose = (left: string, right: string) => setQuery({ left, right, to: null });
  const { left, right } = sides;
  const selectOf = (label: string, chosen: DashEnvironment, onChoose: (key: string) => void) => (
    <Select
      label={label}
      isLabelHidden
      value={chosen.api_key}
      options={project.environments.map(({ api_key, name }) => ({ value: api_key, label: name }))}
      onChange={onChoose}
      data-test={`compare-side-${label.toLowerCase()}`}
    />
  );
  return (
    <>
      <div class="compare-sides">
        {selectOf('Left', left, (key) => choose(key, key === right.api_key ? left.api_key : right.api_key))}
        <span class="quiet">with</span>
        {selectOf('Right', right, (key) => choose(key === left.api_key ? right.api_key : left.api_key, key))}
        <Button onClick={() => choose(right.api_key, left.api_key)}>Swap</Button>
      </div>
      <Pairs project={project} sides={sides} />
    </>
  );
}

function Pairs({ project, sides }: TabProps & { sides: Sides }) {
  const left = useFlags(sides.left.api_key);
  const right = useFlags(sides.right.api_key);
  const failed = [left, right].find((view) => view.kind === 'failed');
  if (failed?.kind === 'failed') {
    return <ErrorState title="This could not be loaded" message={failed.failure.message} onRetry={failed.retry} />;
  }
  if (left.kind !== 'loaded' || right.kind !== 'loaded') return <Skeleton rows={6} label="Loading the features" />;
  const filter = readFilter(place.value.query);
  const pairs = pairFlags(left.data, right.data);
  const shown = selectPairs(pairs, filter);
  const differing = pairs.filter(({ parts }) => parts.length > 0).length;
  if (pairs.length === 0) {
    return (
      <EmptyState icon="flag" title="No feature yet">
        What differs between environments is listed here once the project has features.
      </EmptyState>
    );
  }
  return (
    <>
      <PairFilters filter={filter} />
      <p class="quiet" aria-live="polite" data-test="compare-count">
        {differing} of {pairs.length} {pairs.length === 1 ? 'feature differs' : 'features differ'}
      </p>
      {shown.length === 0 ? (
        <EmptyState icon="check" title={differing === 0 ? 'Nothing differs' : 'No feature fits'}>
          {differing === 0
            ? `${sides.left.name} and ${sides.right.name} are the same for every feature.`
            : 'Another name, or another kind of difference, may.'}
        </EmptyState>
      ) : (
        <PairTable
          project={project}
          sides={sides}
          left={left.data}
          right={right.data}
          pairs={shown}
          open={filter.open}
        />
      )}
    </>
  );
}
