import type { OwnSession } from '../../../worker/contract/accounts.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Rows } from '../../ui/panel.tsx';
import { DataTable } from '../../ui/table.tsx';
import './account.css';
import { describeAgent } from './describe-agent.ts';

type Props = { sessions: readonly OwnSession[]; onEnd: (session: OwnSession) => void };

export function SessionTable({ sessions, onEnd }: Props) {
  return (
    <Rows>
      <DataTable
        label="Where you are signed in"
        rows={sessions}
        keyOf={({ id }) => id}
        rowTest={(index) => `session-${index}`}
        columns={[
          {
            id: 'where',
            title: 'Browser or program',
            cell: ({ user_agent: agent }) => (
              <b class="anywhere" title={agent}>
                {describeAgent(agent)}
              </b>
            ),
          },
          { id: 'kind', title: 'By', cell: ({ kind }) => <span class="quiet">{KINDS[kind]}</span> },
          {
            id: 'since',
            title: 'Signed in',
            cell: ({ created_at: at }) => (
              <span class="quiet">
                <span class="session-label">Signed in </span>
                <Ago at={at} />
              </span>
            ),
          },
          {
            id: 'seen',
            title: 'Last seen',
            cell: ({ last_used_at: seen, created_at: since }) => (
              <span class="quiet">
                <span class="session-label">Last seen </span>
                <Ago at={seen ?? since} />
              </span>
            ),
          },
          {
            id: 'end',
            title: 'End',
            isTitleHidden: true,
            cell: (session) =>
              session.is_current ? (
                <Chip tone="accent">This one</Chip>
              ) : (
                <Button kind="quiet" onClick={() => onEnd(session)}>
                  End<span class="hidden-text"> {describeAgent(session.user_agent)}</span>
                </Button>
              ),
          },
        ]}
      />
    </Rows>
  );
}

const KINDS = { session: 'Browser', token: 'Key' } as const;
