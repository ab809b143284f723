import type { IdentityState } from '../../../worker/contract/feature-states.ts';
import { findLastEnvironment } from '../../api/last-environment.ts';
import { Select } from '../../ui/field.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { readId } from './compare-address.ts';
import { useIdentity, useStates } from './compare.api.ts';
import type { TabProps } from './compare-page.tsx';
import { FlagSummary } from './flag-summary.tsx';
import { IdentityChoice } from './identity-choice.tsx';
import { describeReason, pairStates, type StatePair } from './identity-pairs.ts';

/** What two people get, side by side. */
export function IdentitiesTab({ project }: TabProps) {
  const { query } = place.value;
  const wanted = query.get('environment');
  const environment = project.environments.find((one) => one.api_key === wanted) ?? findLastEnvironment(project);
  if (environment === undefined) {
    return (
      <EmptyState icon="layers" title="No environment">
        There is none in this project that you may view.
      </EmptyState>
    );
  }
  const key = environment.api_key;
  const [one, two] = [readId(query.get('one')), readId(query.get('two'))];
  return (
    <>
      <div class="compare-sides">
        <Select
          label="Environment"
          isLabelHidden
          value={key}
          options={project.environments.map(({ api_key, name }) => ({ value: api_key, label: name }))}
          onChange={(next) => setQuery({ environment: next, one: null, two: null })}
          data-test="compare-environment"
        />
        <IdentityChoice environmentKey={key} name="First identity" id={one} onChoose={(id) => setQuery({ one: id })} />
        <span class="quiet">with</span>
        <IdentityChoice environmentKey={key} name="Second identity" id={two} onChoose={(id) => setQuery({ two: id })} />
      </div>
      {one === null || two === null ? (
        <EmptyState icon="users" title="Choose two identities">
          What each of them gets, and why, then stands side by side.
        </EmptyState>
      ) : (
        <Pairs environmentKey={key} one={one} two={two} />
      )}
    </>
  );
}

function Pairs({ environmentKey: key, one, two }: { environmentKey: string; one: number; two: number }) {
  const views = [useStates(key, one), useStates(key, two)] as const;
  const names = [useName(key, one), useName(key, two)] as const;
  const failed = views.find((view) => view.kind === 'failed');
  if (failed?.kind === 'failed') {
    const isMissing = failed.failure.kind === 'missing';
    return (
      <ErrorState
        title={isMissing ? 'One of them is not here' : 'This could not be loaded'}
        message={isMissing ? 'The identity may have been deleted: choose another one.' : failed.failure.message}
        onRetry={isMissing ? undefined : failed.retry}
      />
    );
  }
  const [left, right] = views;
  if (left.kind !== 'loaded' || right.kind !== 'loaded') return <Skeleton rows={6} label="Loading what they get" />;
  const isAll = place.value.query.get('show') === 'all';
  const pairs = pairStates(left.data, right.data);
  const differing = pairs.filter(({ isState, isValue }) => isState || isValue);
  const shown = isAll ? pairs : differing;
  return (
    <>
      <div class="filters">
        <Select
          label="Which features"
          isLabelHidden
          value={isAll ? 'all' : 'different'}
          options={[
            { value: 'different', label: 'That differ' },
            { value: 'all', label: 'All features' },
          ]}
          onChange={(next) => setQuery({ show: next === 'all' ? 'all' : null })}
          data-test="compare-which"
        />
      </div>
      <p class="quiet" aria-live="polite" data-test="compare-count">
        {differing.length} of {pairs.length} {pairs.length === 1 ? 'feature differs' : 'features differ'}
      </p>
      {shown.length === 0 ? (
        <EmptyState icon="check" title="Nothing differs">
          Both get the same of every feature.
        </EmptyState>
      ) : (
        <PairTable pairs={shown} names={names} />
      )}
    </>
  );
}

function useName(key: string, id: number): string {
  const view = useIdentity(key, id);
  return view.kind === 'loaded' ? view.data.identifier : `Identity ${id}`;
}

function PairTable({ pairs, names }: { pairs: readonly StatePair[]; names: readonly [string, string] }) {
  const cell = (state: IdentityState, { isState, isValue }: StatePair) => (
    <FlagSummary
      enabled={state.enabled}
      value={state.feature_state_value}
      isStateOther={isState}
      isValueOther={isValue}
      note={describeReason(state)}
    />
  );
  return (
    <table class="table compare-table" aria-label={names.join(' and ')}>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">{names[0]}</th>
          <th scope="col">{names[1]}</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map((pair) => (
          <tr key={pair.id} data-test={`compare-row-${pair.name}`}>
            <td>{pair.name}</td>
            <td data-label={names[0]}>{cell(pair.one, pair)}</td>
            <td data-label={names[1]}>{cell(pair.two, pair)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
