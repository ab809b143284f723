import { useMemo, useState } from 'preact/hooks';
import type { Trait } from '../../../worker/contract/identities.ts';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { useEngine } from '../../api/engine.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Panel } from '../../ui/panel.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { FlagTable } from './flag-table.tsx';
import { itemsOf, useDocument, useOwnStates } from './identities.api.ts';
import { toRows, type Row } from './identity-row.ts';
import { createOverrideActs } from './override-acts.ts';
import { OverrideDialog } from './override-dialog.tsx';

type Props = {
  environment: EnvironmentPageProps['environment'];
  id: number;
  identifier: string;
  traits: readonly Trait[];
};

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
    return toRows(engine, document.data, { identifier, traits }, itemsOf(states.data));
  }, [engine, document, states, identifier, traits]);
  const failed = [document, states].find((view) => view.kind === 'failed');
  const forbidden = whyNot(environment.permissions, 'UPDATE_FEATURE_STATE', environment.name);
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
            <FlagTable rows={shown} identifier={identifier} forbidden={forbidden} acts={acts} onEdit={setEditing} />
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
