import { useState } from 'preact/hooks';
import { RemovableChip } from '../../ui/chip.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import type { FeatureFilter } from './feature-filter.ts';
import { useGroups, useMembers } from './owners.api.ts';
import { nameOfPerson } from '../../api/person-name.ts';

type Owned = Pick<FeatureFilter, 'owners' | 'groupOwners'>;
type Props = { filter: Owned; organisationId: number; onChange: (filter: Partial<Owned>) => void };

/** Narrows the list down to what people and groups own. Who there is is asked for when somebody wants to know. */
export function OwnerFilter({ filter: { owners, groupOwners }, organisationId, onChange }: Props) {
  const [isOpened, setOpened] = useState(false);
  const asked = isOpened || owners.length + groupOwners.length > 0 ? organisationId : null;
  const members = useMembers(asked);
  const groups = useGroups(asked);
  const people = members.kind === 'loaded' ? members.data : [];
  const teams = groups.kind === 'loaded' ? groups.data : [];
  const choices = [
    ...teams
      .filter(({ id }) => !groupOwners.includes(id))
      .map(({ id, name }) => ({ value: `group-${id}`, label: name, hint: 'Group' })),
    ...people
      .filter(({ id }) => !owners.includes(id))
      .map((person) => ({ value: `user-${person.id}`, label: nameOfPerson(person), hint: person.email })),
  ];
  const add = (value: string) => {
    const [kind, id] = value.split('-');
    onChange(kind === 'group' ? { groupOwners: [...groupOwners, Number(id)] } : { owners: [...owners, Number(id)] });
  };
  const nameOf = (id: number) => {
    const person = people.find((one) => one.id === id);
    return person === undefined ? `Person ${id}` : nameOfPerson(person);
  };
  return (
    <>
      <Combobox
        label="Filter by owner"
        placeholder="Owners"
        choices={choices}
        emptyText={describeLack(members.kind, groups.kind)}
        isLoading={asked !== null && (members.kind === 'loading' || groups.kind === 'loading')}
        onFocus={() => setOpened(true)}
        onChoose={add}
      />
      {groupOwners.map((id) => (
        <RemovableChip
          key={`group-${id}`}
          icon="users"
          label={teams.find((one) => one.id === id)?.name ?? `Group ${id}`}
          onRemove={() => onChange({ groupOwners: groupOwners.filter((one) => one !== id) })}
        />
      ))}
      {owners.map((id) => (
        <RemovableChip
          key={`user-${id}`}
          icon="user"
          label={nameOf(id)}
          onRemove={() => onChange({ owners: owners.filter((one) => one !== id) })}
        />
      ))}
    </>
  );
}

function describeLack(...kinds: string[]): string {
  if (kinds.includes('failed')) return 'Members could not be loaded';
  return kinds.includes('loading') ? 'One moment' : 'Nobody fits';
}
