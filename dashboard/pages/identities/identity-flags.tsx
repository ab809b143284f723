import { useMemo, useState } from 'preact/hooks';
import type { Trait } from '../../../worker/contract/identities.ts';
import type { FlagTrace } from '../../../worker/engine/index.ts';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { useEngine } from '../../api/engine.ts';
import { describeReason, toReasonTree } from '../../api/flag-reason.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { CheckTree } from '../../ui/check-tree.tsx';
import { Panel, Rows } from '../../ui/panel.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { Switch } from '../../ui/switch.tsx';
import { DataTable } from '../../ui/table.tsx';
import { itemsOf, useDocument, useOwnStates, type FlagValue, type OwnState } from './identities.api.ts';
import { createOverrideActs } from './override-acts.ts';
import { OverrideDialog } from './override-dialog.tsx';
import { valueOf } from './typed-value.ts';

type Props = {
  environment: EnvironmentPageProps['environment'];
  id: number;
  identifier: string;
  traits: readonly Trait[];
};

export type Row = { trace: FlagTrace; own: OwnState | null };

/** Every flag as the identity gets it, and why: worked out by the server's own engine. */
export function IdentityFlags({ environment, id, identifier, traits }: Props) {
  const { api_key: key } = environment;
  const { engine, retry } = useEngine();
  const document = useDocument(key);
  const states = useOwnStates(key, id);
  const [editing, setEditing] = useState<Row | null>(null);
  const { query } = place.value;
  const search = (query.get('flag') ?? '').toLowerCase();
  const isOwnOnly = query.get('only') === 'overridden';
  const rows = useMemo(() => {
    if (engine === null || document.kind !== 'loaded' || states.kind !== 'loaded') return null;
    const known = new Map(traits.map((trait) => [trait.trait_key, valueOf(trait)]));
    const environmentOf = engine.compileEnvironment(document.data as never);
    const own = new Map(itemsOf(states.data).map((state) => [featureIdOf(state), state]));
    return engine
      .explainIdentity(environmentOf, { identifier, traits: known })
      .flags.map((trace): Row => ({ trace, own: own.get(trace.feature.id ?? 0) ?? null }));
  }, [engine, document, states, identifier, traits]);
  const failed = [document, states].find((view) => view.kind === 'failed');
  const forbidden = whyNot(environment.permissions, 'MANAGE_IDENTITIES', environment.name);
  const acts = createOverrideActs(key, id, identifier);
  const shown = rows?.filter(
    ({ trace, own }) => trace.feature.name.toLowerCase().includes(search) && (!isOwnOnly || own !== null),
  );
  return (
    <Panel title="Flags" lead="What the identity gets, and why." data-test="identity-flags">
      {failed?.kind === 'failed' && (
        <ErrorState title="The flags could not be loaded" message={failed.failure.message} onRetry={failed.retry} />
      )}
      {retry !== null && (
        <Notice tone="bad">
          The engine could not be fetched. <Button onClick={retry}>Try again</Button>
        </Notice>
      )}
      {shown === undefined && failed === undefined && retry === null && <Skeleton label="Working out the flags" />}
      {shown !== undefined && (
        <>
          <div class="filters" role="search">
            <SearchField label="Search flags" value={query.get('flag') ?? ''} onChange={(flag) => setQuery({ flag })} />
            <Check
              label="Only overridden"
              isOn={isOwnOnly}
              onChange={(is) => setQuery({ only: is ? 'overridden' : null })}
            />
          </div>
          {shown.length === 0 ? (
            <EmptyState icon="search" title={rows?.length === 0 ? 'No feature yet' : 'No flag fits'} />
          ) : (
            <Rows>
              <DataTable<Row>
                label="Flags"
                rows={shown}
                keyOf={({ trace }) => trace.feature.name}
                rowTest={(index) => `identity-flag-${index}`}
                columns={[
                  { id: 'name', title: 'Feature', cell: ({ trace }) => <span class="code">{trace.feature.name}</span> },
                  {
                    id: 'state',
                    title: 'State',
                    cell: (row) => (
                      <Switch
                        isOn={row.trace.outcome.enabled}
                        label={`${row.trace.feature.name} for ${identifier}`}
                        disabledReason={forbidden}
                        onChange={(enabled) => void acts.set(row, { enabled, feature_state_value: valueIn(row) })}
                      />
                    ),
                  },
                  { id: 'value', title: 'Value', cell: (row) => <Value value={valueIn(row)} /> },
                  { id: 'reason', title: 'Why', cell: ({ trace }) => <Reason trace={trace} /> },
                  {
                    id: 'acts',
                    title: 'Override',
                    isTitleHidden: true,
                    cell: (row) => (
                      <span class="row acts">
                        <Button disabledReason={forbidden} onClick={() => setEditing(row)}>
                          {row.own === null ? 'Override' : 'Edit'}
                          <span class="hidden-text"> {row.trace.feature.name}</span>
                        </Button>
                        {row.own !== null && (
                          <Button kind="quiet" disabledReason={forbidden} onClick={() => void acts.remove(row)}>
                            Remove<span class="hidden-text"> the override of {row.trace.feature.name}</span>
                          </Button>
                        )}
                      </span>
                    ),
                  },
                ]}
              />
            </Rows>
          )}
        </>
      )}
      {editing !== null && (
        <OverrideDialog
          row={editing}
          identifier={identifier}
          onSave={(body) => acts.store(editing, body)}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}

export const valueIn = ({ trace }: Row): FlagValue => (trace.outcome.value ?? null) as FlagValue;

const featureIdOf = ({ feature }: OwnState) => (typeof feature === 'number' ? feature : feature.id);

function Value({ value }: { value: FlagValue }) {
  if (value === null || value === '') return <span class="quiet">—</span>;
  return (
    <span class="code value-text" title={String(value)}>
      {String(value)}
    </span>
  );
}

/** One line; the segments that were considered beneath it, for who wants to know. */
function Reason({ trace }: { trace: FlagTrace }) {
  const line = describeReason(trace);
  if (trace.segments.length === 0) return <span>{line}</span>;
  return (
    <details class="reason">
      <summary>{line}</summary>
      <CheckTree nodes={toReasonTree(trace)} label={`Segments of ${trace.feature.name}`} />
    </details>
  );
}
