import { useState } from 'preact/hooks';
import type { Member } from '../../../../worker/contract/members.ts';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { ConfirmByName } from '../../../ui/dialog.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { removeMember, useMembers } from '../people.api.ts';
import { MemberTable } from './member-table.tsx';

type Props = { organisation: DashOrganisation; ownId: number };

/** From this many on, there is something to search in. */
const MANY = 8;

export function Members({ organisation, ownId }: Props) {
  const view = useMembers(organisation.id);
  const [search, setSearch] = useState('');
  const [removing, setRemoving] = useState<Member | null>(null);
  if (view.kind === 'loading') return <Skeleton label="Loading members" rows={4} />;
  if (view.kind === 'failed') {
    return <ErrorState title="Members could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  const wanted = search.trim().toLowerCase();
  const shown = view.data.filter((member) => `${nameOfPerson(member)} ${member.email}`.toLowerCase().includes(wanted));
  const remove = (member: Member) => {
    setRemoving(null);
    void doAndTell(() => removeMember(organisation.id, member.id), `Removed ${member.email}`);
  };
  return (
    <Panel
      title={`${view.data.length} ${view.data.length === 1 ? 'member' : 'members'}`}
      actions={
        view.data.length < MANY ? undefined : <SearchField label="Find a member" value={search} onChange={setSearch} />
      }
    >
      {shown.length === 0 && <p class="quiet">Nobody is called so.</p>}
      {shown.length > 0 && (
        <MemberTable organisation={organisation} ownId={ownId} members={shown} onRemove={setRemoving} />
      )}
      {removing !== null && (
        <ConfirmByName
          title={`Remove ${nameOfPerson(removing)}`}
          name={removing.email}
          action="Remove"
          onConfirm={() => remove(removing)}
          onClose={() => setRemoving(null)}
        >
          <p>They lose what was granted to them here and leave all groups. Their account stays.</p>
        </ConfirmByName>
      )}
    </Panel>
  );
}
