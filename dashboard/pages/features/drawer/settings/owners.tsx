import type { Feature } from '../../../../../worker/contract/features.ts';
import { RemovableChip } from '../../../../ui/chip.tsx';
import { Combobox } from '../../../../ui/combobox.tsx';
import { nameOfPerson } from '../../../../api/person-name.ts';
import { useGroups, useMembers } from '../../owners.api.ts';
import type { OwnerKind } from './settings.api.ts';

type Props = {
  feature: Pick<Feature, 'owners' | 'group_owners'>;
  organisationId: number;
  /** The project wants at least one. */
  isRequired: boolean;
  reason: string | null;
  onChange: (verb: 'add' | 'remove', kind: OwnerKind, id: number, name: string) => void;
};

/** Who answers for the feature: people and groups. */
export function Owners({ feature, organisationId, isRequired, reason, onChange }: Props) {
  const members = useMembers(organisationId);
  const groups = useGroups(organisationId);
  const people = members.kind === 'loaded' ? members.data : [];
  const teams = groups.kind === 'loaded' ? groups.data : [];
  const isOwner = (kind: OwnerKind, id: number) =>
    (kind === 'users' ? feature.owners : feature.group_owners).some((one) => one.id === id);
  const choices = [
    ...teams
      .filter(({ id }) => !isOwner('groups', id))
      .map(({ id, name }) => ({ value: `groups-${id}`, label: name, hint: 'Group' })),
    ...people
      .filter(({ id }) => !isOwner('users', id))
      .map((person) => ({ value: `users-${person.id}`, label: nameOfPerson(person), hint: person.email })),
  ];
  const owners = [
    ...feature.group_owners.map(({ id, name }) => ({ kind: 'groups' as const, id, name, title: 'Group' })),
    ...feature.owners.map((one) => ({ kind: 'users' as const, id: one.id, name: nameOfPerson(one), title: one.email })),
  ];
  const isLoading = members.kind === 'loading' || groups.kind === 'loading';
  const isFailed = members.kind === 'failed' || groups.kind === 'failed';
  return (
    <div class="field" role="group" aria-label="Owners">
      <h3>Owners</h3>
      {reason === null && (
        <Combobox
          label="Add an owner"
          placeholder="Add a person or a group"
          choices={choices}
          emptyText={isFailed ? 'Members could not be loaded' : isLoading ? 'One moment' : 'Nobody fits'}
          isLoading={isLoading}
          onChoose={(value) => {
            const [kind, id] = value.split('-');
            const name = choices.find((choice) => choice.value === value)?.label ?? '';
            onChange('add', kind === 'groups' ? 'groups' : 'users', Number(id), name);
          }}
          data-test="owner-picker"
        />
      )}
      <ul class="row wrap" aria-label="Owners">
        {owners.map(({ kind, id, name, title }) => (
          <li key={`${kind}-${id}`}>
            <RemovableChip
              label={name}
              title={title}
              icon={kind === 'groups' ? 'users' : 'user'}
              onRemove={reason === null ? () => onChange('remove', kind, id, name) : undefined}
            />
          </li>
        ))}
      </ul>
      {owners.length === 0 && <div class="field-hint">Nobody owns it.</div>}
      {isRequired && <div class="field-hint">Features of this project have at least one owner.</div>}
    </div>
  );
}
