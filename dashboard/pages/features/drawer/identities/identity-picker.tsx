import { useState } from 'preact/hooks';
import { may } from '../../../../api/permissions.ts';
import { Combobox } from '../../../../ui/combobox.tsx';
import type { TabProps } from '../tabs.ts';
import { useIdentities, type Who } from './identities.api.ts';

type Props = Pick<TabProps, 'environment'> & { disabledReason: string | null; onChoose: (who: Who) => void };

/** Finds an identity, or takes an identifier that nobody has asked for yet. */
export function IdentityPicker({ environment, disabledReason, onChoose }: Props) {
  const [search, setSearch] = useState('');
  const maySee = may(environment.permissions, 'VIEW_IDENTITIES');
  const view = useIdentities(maySee && disabledReason === null ? environment.api_key : null, search);
  const found = view.kind === 'loaded' ? view.data.results : [];
  const isLoading = maySee && view.kind === 'loading';
  const isNew = search !== '' && !isLoading && !found.some(({ identifier }) => identifier === search);
  const known = found.map(({ id, identifier, dashboard_alias: alias }) => ({
    value: String(id),
    label: identifier,
    hint: alias ?? '',
  }));
  return (
    <Combobox
      label="Add an override for an identity"
      placeholder="Add an override for an identity"
      choices={isNew ? [...known, { value: NEW, label: search, hint: maySee ? 'New identity' : 'As typed' }] : known}
      emptyText={isLoading ? 'Searching…' : maySee ? 'No identity yet: type an identifier' : 'Type an identifier'}
      isLoading={isLoading}
      disabledReason={disabledReason}
      onSearch={setSearch}
      onChoose={(value) => {
        const identity = found.find(({ id }) => String(id) === value);
        onChoose({ id: identity?.id ?? null, identifier: identity?.identifier ?? search });
      }}
      data-test="identity-picker"
    />
  );
}

const NEW = 'new';
