import type { Group, GroupMember } from '../../../../worker/contract/groups.ts';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Combobox } from '../../../ui/combobox.tsx';
import { Panel, Rows } from '../../../ui/panel.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { changeMembership, switchGroupAdmin, useMembers } from '../people.api.ts';

type Props = { organisation: DashOrganisation; group: Group };

export function GroupMembers({ organisation, group }: Props) {
  const members = useMembers(organisation.id);
  const isIn = (id: number) => group.users.some((user) => user.id === id);
  const others = members.kind === 'loaded' ? members.data.filter(({ id }) => !isIn(id)) : [];
  const change = (id: number, action: 'add' | 'remove') => changeMembership(organisation.id, group.id, id, action);
  const add = (id: number) => {
    const person = others.find((one) => one.id === id);
    if (person === undefined) return;
    void doAndTell(
      () => change(id, 'add'),
      `${nameOfPerson(person)} is in ${group.name}`,
      () => change(id, 'remove'),
    );
  };
  const remove = (person: GroupMember) =>
    void doAndTell(
      () => change(person.id, 'remove'),
      `${nameOfPerson(person)} is no longer in ${group.name}`,
      () => change(person.id, 'add'),
    );
  return (
    <Panel
      title={`${group.users.length} ${group.users.length === 1 ? 'member' : 'members'}`}
      actions={
        <Combobox
          label="Add a member"
          placeholder="Add a member"
          choices={others.map((person) => ({
            value: String(person.id),
            label: nameOfPerson(person),
            hint: person.email,
          }))}
          emptyText={members.kind === 'failed' ? 'Members could not be loaded' : 'Nobody else fits'}
          isLoading={members.kind === 'loading'}
          onChoose={(value) => add(Number(value))}
          data-test="add-member"
        />
      }
    >
      {group.users.length === 0 && <p class="quiet">Nobody is in this group yet.</p>}
      {group.users.length > 0 && <Table organisation={organisation} group={group} onRemove={remove} />}
    </Panel>
  );
}

function Table({ organisation, group, onRemove }: Props & { onRemove: (person: GroupMember) => void }) {
  return (
    <Rows>
      <DataTable
        label="Members of the group"
        rows={group.users}
        keyOf={({ id }) => id}
        rowTest={(index) => `group-member-${index}`}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: (person) => (
              <>
                <b>{nameOfPerson(person)}</b>
                {nameOfPerson(person) !== person.email && <div class="quiet anywhere">{person.email}</div>}
              </>
            ),
          },
          {
            id: 'admin',
            title: 'Administers the group',
            cell: (person) => <AdminSwitch organisation={organisation} group={group} person={person} />,
          },
          {
            id: 'more',
            title: 'Remove',
            isTitleHidden: true,
            cell: (person) => (
              <IconButton
                icon="trash"
                label={`Remove ${nameOfPerson(person)} from the group`}
                onClick={() => onRemove(person)}
              />
            ),
          },
        ]}
      />
    </Rows>
  );
}

function AdminSwitch({ organisation, group, person }: Props & { person: GroupMember }) {
  const name = nameOfPerson(person);
  const store = (isAdmin: boolean) => switchGroupAdmin(organisation.id, group.id, person.id, isAdmin);
  return (
    <Switch
      isOn={person.group_admin}
      label={`${name} administers the group`}
      disabledReason={
        organisation.role === 'ADMIN'
          ? null
          : `Administrators of ${organisation.name} alone decide who administers a group.`
      }
      onChange={(next) =>
        void doAndTell(
          () => store(next),
          `${name} ${next ? 'administers' : 'no longer administers'} ${group.name}`,
          () => store(!next),
        )
      }
    />
  );
}
