import type { Member } from '../../../../worker/contract/members.ts';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Select } from '../../../ui/field.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Rows } from '../../../ui/panel.tsx';
import { navigate } from '../../../ui/router.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { changeRole, type Role } from '../people.api.ts';

type Props = {
  organisation: DashOrganisation;
  ownId: number;
  members: readonly Member[];
  onRemove: (member: Member) => void;
};

export const ROLES = [
  { value: 'ADMIN', label: 'Administrator' },
  { value: 'USER', label: 'Member' },
] as const;

export const nameOfRole = (role: Role): string => ROLES.find(({ value }) => value === role)?.label ?? role;

export function MemberTable({ organisation, ownId, members, onRemove }: Props) {
  const isAdmin = organisation.role === 'ADMIN';
  return (
    <Rows>
      <DataTable
        label="Members"
        rows={members}
        keyOf={({ id }) => id}
        rowTest={(index) => `member-${index}`}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: (member) => (
              <>
                <b>{nameOfPerson(member)}</b>
                {member.id === ownId && <span class="quiet"> (you)</span>}
                {nameOfPerson(member) !== member.email && <div class="quiet anywhere">{member.email}</div>}
              </>
            ),
          },
          {
            id: 'role',
            title: 'Role',
            cell: (member) => <RoleChoice organisation={organisation} member={member} isOwn={member.id === ownId} />,
          },
          {
            id: 'seen',
            title: 'Signed in',
            cell: ({ last_login: at }) => <span class="quiet">{at === null ? 'Never' : <Ago at={at} />}</span>,
          },
          {
            id: 'actions',
            title: 'Change',
            isTitleHidden: true,
            cell: (member) =>
              isAdmin && (
                <span class="row end">
                  <IconButton
                    icon="shield"
                    label={`What ${nameOfPerson(member)} may do`}
                    onClick={() => navigate(`/organisation/${organisation.id}/access/user/${member.id}`)}
                  />
                  {member.id !== ownId && (
                    <IconButton
                      icon="trash"
                      label={`Remove ${nameOfPerson(member)}`}
                      onClick={() => onRemove(member)}
                    />
                  )}
                </span>
              ),
          },
        ]}
      />
    </Rows>
  );
}

type ChoiceProps = { organisation: DashOrganisation; member: Member; isOwn: boolean };

/** Who administers is not to lock themselves out by a slip: their own role is another administrator's to change. */
function RoleChoice({ organisation, member, isOwn }: ChoiceProps) {
  if (organisation.role !== 'ADMIN' || isOwn) return <>{nameOfRole(member.role)}</>;
  const store = (role: Role) => changeRole(organisation.id, member.id, role);
  const choose = (role: Role) =>
    void doAndTell(
      () => store(role),
      `${nameOfPerson(member)}: ${nameOfRole(role)}`,
      () => store(member.role),
    );
  return (
    <Select
      label={`Role of ${nameOfPerson(member)}`}
      isLabelHidden
      value={member.role}
      options={ROLES}
      onChange={choose}
    />
  );
}
