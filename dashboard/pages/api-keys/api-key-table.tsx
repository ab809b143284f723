import type { Member } from '../../../worker/contract/members.ts';
import type { MasterKey } from '../../../worker/contract/master-keys.ts';
import { useResource } from '../../api/cache.ts';
import { nameOfPerson } from '../../api/person-name.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Day } from '../../ui/moment.tsx';
import { Rows } from '../../ui/panel.tsx';
import { DataTable } from '../../ui/table.tsx';

type Props = { organisationId: number; keys: readonly MasterKey[]; onDelete: (key: MasterKey) => void };

export function ApiKeyTable({ organisationId, keys, onDelete }: Props) {
  const members = useResource<Member[]>(`/api/v1/organisations/${organisationId}/users/`);
  const authorOf = (id: number | null) => {
    const author = members.kind === 'loaded' ? members.data.find((member) => member.id === id) : undefined;
    return author === undefined ? '' : `by ${nameOfPerson(author)}`;
  };
  return (
    <Rows>
      <DataTable
        label="API keys"
        rows={keys}
        keyOf={({ prefix }) => prefix}
        rowTest={(index) => `api-key-${index}`}
        columns={[
          { id: 'name', title: 'Name', cell: ({ name }) => <b>{name}</b> },
          { id: 'prefix', title: 'Begins with', cell: ({ prefix }) => <code>{prefix}…</code> },
          {
            id: 'admin',
            title: 'May',
            cell: ({ is_admin: isAdmin }) => (isAdmin ? 'Everything' : <span class="quiet">What its roles say</span>),
          },
          {
            id: 'expires',
            title: 'Expires',
            cell: ({ has_expired: hasExpired, expiry_date: at }) =>
              hasExpired ? (
                <Chip tone="danger">Expired</Chip>
              ) : at === null ? (
                <span class="quiet">Never</span>
              ) : (
                <Day at={at} />
              ),
          },
          {
            id: 'created',
            title: 'Created',
            cell: ({ created, created_by: by }) => (
              <span class="quiet">
                <Day at={created} /> {authorOf(by)}
              </span>
            ),
          },
          {
            id: 'more',
            title: 'Delete',
            isTitleHidden: true,
            cell: (key) => <IconButton icon="trash" label={`Delete ${key.name}`} onClick={() => onDelete(key)} />,
          },
        ]}
      />
    </Rows>
  );
}
