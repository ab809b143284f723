import { useMemo, useState } from 'preact/hooks';
import type { EnvironmentDocument } from '../../../worker/contract/environment-document.ts';
import type { Engine } from '../../api/engine.ts';
import { Check } from '../../ui/check.tsx';
import { Chip } from '../../ui/chip.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { evaluateAll, isAlike, listFeatures, type Column, type Place } from './columns.ts';
import { Explanation } from './explanation.tsx';
import { findHiding } from './hidden-flags.ts';
import type { Somebody } from './playground-state.ts';
import type { Stored } from './stored-traits.ts';

type Props = {
  engine: Engine;
  environments: readonly Place[];
  documents: readonly EnvironmentDocument[];
  people: readonly Somebody[];
  stored: Stored;
  /** What is shown is being asked for again. */
  isBusy: boolean;
};

/** Features down, people and environments across; each cell opens its explanation. */
export function Results({ engine, environments, documents, people, stored, isBusy }: Props) {
  const columns = useMemo(
    () => evaluateAll(engine, environments, documents, people, stored),
    [engine, environments, documents, people, stored],
  );
  const [open, setOpen] = useState<{ column: string; feature: string } | null>(null);
  const isDifferentOnly = place.value.query.get('only') === 'different';
  const features = listFeatures(columns).filter((name) => !isDifferentOnly || !isAlike(columns, name));
  const opened = columns.find(({ id }) => id === open?.column);
  const trace = opened?.flags.get(open?.feature ?? '');
  const isWide = columns.length > 1;
  return (
    <>
      {isWide && (
        <Check
          label="Only what differs"
          isOn={isDifferentOnly}
          onChange={(isOn) => setQuery({ only: isOn ? 'different' : null })}
        />
      )}
      {features.length === 0 ? (
        <EmptyState icon="flag" title={isDifferentOnly ? 'Nothing differs' : 'No feature yet'} />
      ) : (
        <div class="matrix" tabIndex={0} role="region" aria-label="Results">
          <table class="table" aria-label="What everybody gets" aria-busy={isBusy}>
            <thead>
              <tr>
                <th scope="col">Feature</th>
                {columns.map(({ id, environment, person }) => (
                  <th key={id} scope="col">
                    <span class="code">{person.identifier}</span>
                    {environments.length > 1 && <span class="quiet"> in {environment.name}</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {features.map((feature) => (
                <tr key={feature}>
                  <th scope="row" class="code">
                    {feature}
                  </th>
                  {columns.map((column) => (
                    <td key={column.id}>
                      <Cell column={column} feature={feature} onOpen={() => setOpen({ column: column.id, feature })} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {opened !== undefined && trace !== undefined && (
        <Explanation column={opened} trace={trace} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

type CellProps = { column: Column; feature: string; onOpen: () => void };

function Cell({ column, feature, onOpen }: CellProps) {
  const outcome = column.flags.get(feature)?.outcome;
  if (outcome === undefined) return <span class="quiet">not there</span>;
  const { enabled } = outcome;
  const value = showValue(outcome.value);
  const hiding = findHiding(column.document, outcome);
  return (
    <button type="button" class="result" onClick={onOpen}>
      <Chip tone={enabled ? 'accent' : 'plain'}>{enabled ? 'On' : 'Off'}</Chip>
      {value !== '' && <span class="code result-value">{value}</span>}
      {hiding !== null && <span class="quiet">{hiding.short}</span>}
      <span class="hidden-text">
        {feature} for {column.person.identifier} in {column.environment.name}: why
      </span>
    </button>
  );
}

const showValue = (value: unknown) =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
