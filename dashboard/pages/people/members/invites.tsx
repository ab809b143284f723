import { useState } from 'preact/hooks';
import type { InviteWithAuthor } from '../../../../worker/contract/invites.ts';
import type { DashOrganisation } from '../../../api/bootstrap.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Ago } from '../../../ui/moment.tsx';
import { Panel, Rows } from '../../../ui/panel.tsx';
import { ErrorState, Notice, Skeleton } from '../../../ui/states.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { doAndTell } from '../do-and-tell.ts';
import { invite, resendInvite, useInvites, withdrawInvite } from '../people.api.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { nameOfRole } from './member-table.tsx';

type Props = { organisation: DashOrganisation; sendsMail: boolean };

/** Invites by mail that nobody has taken up yet. */
export function Invites({ organisation, sendsMail }: Props) {
  const view = useInvites(organisation.id);
  const [isInviting, setInviting] = useState(false);
  return (
    <Panel
      title="Invites by mail"
      lead="Each holds for seven days."
      actions={
        <Button icon="plus" onClick={() => setInviting(true)} data-test="invite-btn">
          Invite people
        </Button>
      }
    >
      {!sendsMail && <Notice tone="warning">This server sends no mail: give people a link instead, from below.</Notice>}
      {view.kind === 'loading' && <Skeleton label="Loading invites" rows={2} />}
      {view.kind === 'failed' && (
        <ErrorState title="Invites could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && view.data.length === 0 && <p class="quiet">Nobody is invited.</p>}
      {view.kind === 'loaded' && view.data.length > 0 && (
        <InviteTable organisationId={organisation.id} invites={view.data} />
      )}
      {isInviting && <InviteDialog organisation={organisation} onClose={() => setInviting(false)} />}
    </Panel>
  );
}

type TableProps = { organisationId: number; invites: readonly InviteWithAuthor[] };

function InviteTable({ organisationId, invites }: TableProps) {
  const resend = ({ id, email }: InviteWithAuthor) =>
    void doAndTell(() => resendInvite(organisationId, id), `A new mail goes to ${email}`);
  const withdraw = ({ id, email, role, permission_groups: groups }: InviteWithAuthor) =>
    void doAndTell(
      () => withdrawInvite(organisationId, id),
      `Withdrew the invite of ${email}`,
      () => invite(organisationId, { emails: [email], role, groups }),
    );
  return (
    <Rows>
      <DataTable
        label="Invites"
        rows={invites}
        keyOf={({ id }) => id}
        rowTest={(index) => `invite-${index}`}
        columns={[
          { id: 'email', title: 'Address', cell: ({ email }) => <span class="anywhere">{email}</span> },
          { id: 'role', title: 'Role', cell: ({ role }) => nameOfRole(role) },
          {
            id: 'by',
            title: 'Invited by',
            cell: ({ invited_by: by }) => <span class="quiet">{by === null ? 'A key' : nameOfPerson(by)}</span>,
          },
          {
            id: 'sent',
            title: 'Invited',
            cell: ({ date_created: at }) => (
              <span class="quiet">
                <Ago at={at} />
              </span>
            ),
          },
          {
            id: 'actions',
            title: 'Change',
            isTitleHidden: true,
            cell: (one) => (
              <span class="row end">
                <Button kind="quiet" onClick={() => resend(one)}>
                  Send again
                </Button>
                <IconButton icon="trash" label={`Withdraw the invite of ${one.email}`} onClick={() => withdraw(one)} />
              </span>
            ),
          },
        ]}
      />
    </Rows>
  );
}
