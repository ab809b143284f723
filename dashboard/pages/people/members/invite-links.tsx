import type { InviteLink } from '../../../../worker/contract/invites.ts';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { Panel, Setting } from '../../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../../ui/states.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { createLink, deleteLink, useInviteLinks } from '../people.api.ts';
import { ROLES } from './member-table.tsx';

/** Links through which anybody who has one can join: one for each role. */
export function InviteLinks({ organisation }: { organisation: DashOrganisation }) {
  const view = useInviteLinks(organisation.id);
  return (
    <Panel title="Invite links" lead="Whoever has one can join. Delete it, and it leads nowhere.">
      {view.kind === 'loading' && <Skeleton label="Loading links" rows={2} />}
      {view.kind === 'failed' && (
        <ErrorState title="Links could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' &&
        ROLES.map(({ value, label }) => (
          <Setting key={value} title={`To join as ${label.toLowerCase()}`}>
            <LinkOfRole
              organisationId={organisation.id}
              role={value}
              link={view.data.find((one) => one.role === value)}
            />
          </Setting>
        ))}
    </Panel>
  );
}

type Props = { organisationId: number; role: InviteLink['role']; link: InviteLink | undefined };

function LinkOfRole({ organisationId, role, link }: Props) {
  if (link === undefined) {
    const create = () => void doAndTell(() => createLink(organisationId, role), 'Created the link');
    return (
      <Button icon="plus" onClick={create} data-test={`create-link-${role}`}>
        Create link
      </Button>
    );
  }
  return (
    <span class="row">
      <CopyField label="Invite link" text={`${location.origin}/invite-link/${link.hash}`} />
      <IconButton
        icon="trash"
        label={`Delete the link to join as ${role === 'ADMIN' ? 'administrator' : 'member'}`}
        onClick={() =>
          void doAndTell(() => deleteLink(organisationId, link.id), 'Deleted the link: it leads nowhere now')
        }
      />
    </span>
  );
}
