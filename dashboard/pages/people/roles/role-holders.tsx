import type { Role } from '../../../../worker/contract/roles.ts';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Combobox } from '../../../ui/combobox.tsx';
import { Panel, Rows } from '../../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { useGroups, useMembers } from '../people.api.ts';
import { giveRole, takeRole, useKeys, useRoleHolders, type HolderKind, type RoleHolder } from './roles.api.ts';

type Props = { organisation: DashOrganisation; role: Role };
type Candidate = RoleHolder & { name: string; hint: string };

const WORDS: Record<HolderKind, string> = { user: 'Member', group: 'Group', master_api_key: 'API key' };
const idOf = ({ kind, key }: RoleHolder) => `${kind} ${key}`;

/** Who holds the role: members, groups and keys in one list. */
export function RoleHolders({ organisation, role }: Props) {
  const members = useMembers(organisation.id);
  const groups = useGroups(organisation.id);
  const keys = useKeys(organisation.id);
  const held = [
    useRoleHolders(organisation.id, role.id, 'user'),
    useRoleHolders(organisation.id, role.id, 'group'),
    useRoleHolders(organisation.id, role.id, 'master_api_key'),
  ];
  const failed = [members, groups, keys, ...held].find(({ kind }) => kind === 'failed');
  if (failed?.kind === 'failed') {
    return (
      <ErrorState
        title="Who holds the role could not be loaded"
        message={failed.failure.message}
        onRetry={failed.retry}
      />
    );
  }
  const isLoaded = members.kind === 'loaded' && groups.kind === 'loaded' && keys.kind === 'loaded';
  if (!isLoaded || held.some(({ kind }) => kind !== 'loaded')) {
    return <Skeleton label="Loading who holds the role" rows={3} />;
  }
  const candidates: Candidate[] = [
    ...members.data.map((one) => ({ kind: 'user' as const, key: one.id, name: nameOfPerson(one), hint: one.email })),
    ...groups.data.map(({ id, name }) => ({ kind: 'group' as const, key: id, name, hint: WORDS.group })),
    // Administrators may do everything already.
    ...keys.data
      .filter((one) => !one.is_admin)
      .map(({ prefix, name }) => ({ kind: 'master_api_key' as const, key: prefix, name, hint: `API key ${prefix}` })),
  ];
  const holders = held.flatMap((view) => (view.kind === 'loaded' ? view.data : []));
  const named = holders.map(
    (holder) =>
      candidates.find((one) => idOf(one) === idOf(holder)) ?? {
        ...holder,
        name: `${WORDS[holder.kind]} ${holder.key}`,
        hint: WORDS[holder.kind],
      },
  );
  const give = (value: string) => {
    const one = candidates.find((candidate) => idOf(candidate) === value);
    if (one === undefined) return;
    void doAndTell(
      () => giveRole(organisation.id, role.id, one),
      `${one.name} has the role ${role.name}`,
      () => takeRole(organisation.id, role.id, one),
    );
  };
  const take = (one: Candidate) =>
    void doAndTell(
      () => takeRole(organisation.id, role.id, one),
      `${one.name} no longer has the role ${role.name}`,
      () => giveRole(organisation.id, role.id, one),
    );
  return (
    <Panel
      title="Who has it"
      lead="Members, groups with all in them, and API keys that are no administrators."
      actions={
        <Combobox
          label="Give the role to"
          placeholder="Give it to somebody"
          choices={candidates
            .filter((one) => !holders.some((holder) => idOf(holder) === idOf(one)))
            .map((one) => ({ value: idOf(one), label: one.name, hint: one.hint }))}
          emptyText="Nobody else fits"
          onChoose={give}
          data-test="give-role"
        />
      }
    >
      {named.length === 0 && <p class="quiet">Nobody has this role yet.</p>}
      {named.length > 0 && <Table holders={named} onTake={take} />}
    </Panel>
  );
}

function Table({ holders, onTake }: { holders: readonly Candidate[]; onTake: (one: Candidate) => void }) {
  return (
    <Rows>
      <DataTable
        label="Who has the role"
        rows={holders}
        keyOf={idOf}
        rowTest={(index) => `role-holder-${index}`}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: ({ kind, name, hint }) => (
              <>
                <b class="anywhere">{name}</b>
                {hint !== name && hint !== WORDS[kind] && <div class="quiet anywhere">{hint}</div>}
              </>
            ),
          },
          { id: 'kind', title: 'Kind', cell: ({ kind }) => WORDS[kind] },
          {
            id: 'more',
            title: 'Take the role away',
            isTitleHidden: true,
            cell: (one) => (
              <IconButton icon="trash" label={`Take the role from ${one.name}`} onClick={() => onTake(one)} />
            ),
          },
        ]}
      />
    </Rows>
  );
}
