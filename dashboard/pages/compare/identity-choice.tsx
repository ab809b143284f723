import { useState } from 'preact/hooks';
import { Combobox } from '../../ui/combobox.tsx';
import { useIdentities, useIdentity } from './compare.api.ts';

type Props = { environmentKey: string; name: string; id: number | null; onChoose: (id: string) => void };

/** Finds an identity of the environment; the one that is chosen stands in the empty field. */
export function IdentityChoice({ environmentKey, name, id, onChoose }: Props) {
  const [search, setSearch] = useState('');
  const view = useIdentities(environmentKey, search);
  const chosen = useIdentity(environmentKey, id);
  const identifier = id !== null && chosen.kind === 'loaded' ? chosen.data.identifier : null;
  const found = view.kind === 'loaded' ? view.data.results : [];
  const refused =
    view.kind === 'failed' && view.failure.kind === 'forbidden'
      ? 'You need the permission VIEW_IDENTITIES in this environment.'
      : null;
  return (
    <span class="compare-choice" data-chosen={identifier !== null}>
      <Combobox
        label={identifier === null ? name : `${name}: ${identifier}`}
        placeholder={identifier ?? name}
        choices={found.map((one) => ({
          value: String(one.id),
          label: one.identifier,
          hint: one.dashboard_alias ?? '',
        }))}
        emptyText={view.kind === 'loading' ? 'Searching' : 'No identity fits'}
        isLoading={view.kind === 'loading'}
        disabledReason={refused}
        onSearch={setSearch}
        onChoose={onChoose}
        data-test={name === 'First identity' ? 'compare-one' : 'compare-two'}
      />
    </span>
  );
}
