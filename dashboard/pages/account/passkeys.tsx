import { useState } from 'preact/hooks';
import type { Passkey } from '../../../worker/contract/passkeys.ts';
import { knowsPasskeys } from '../../api/webauthn.ts';
import { Button } from '../../ui/button.tsx';
import { Ago, Day } from '../../ui/moment.tsx';
import { Panel, Rows } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import './account.css';
import { AddPasskey, RemovePasskey, RenamePasskey } from './passkey-dialogs.tsx';
import { usePasskeys } from './passkeys.api.ts';

const MOST = 20;
type Asked = { kind: 'add' } | { kind: 'rename' | 'remove'; passkey: Passkey };

/** What signs one in with a fingerprint, a PIN, a phone or a security key. */
export function Passkeys() {
  const view = usePasskeys();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <Panel
      title="Passkeys"
      lead="Each signs you in, alone or beside your password. A lost one cannot be restored: have two."
      actions={
        <Button disabledReason={whyNoMore(view)} onClick={() => setAsked({ kind: 'add' })} data-test="add-passkey">
          Add a passkey
        </Button>
      }
      data-test="passkeys"
    >
      {view.kind === 'loading' && <Skeleton label="Loading your passkeys" rows={1} />}
      {view.kind === 'failed' && (
        <ErrorState title="It is not known" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && view.data.length === 0 && <p class="quiet">You have none.</p>}
      {view.kind === 'loaded' && view.data.length > 0 && <PasskeyTable passkeys={view.data} onAsk={setAsked} />}
      {asked?.kind === 'add' && <AddPasskey onClose={close} />}
      {asked?.kind === 'rename' && <RenamePasskey passkey={asked.passkey} onClose={close} />}
      {asked?.kind === 'remove' && <RemovePasskey passkey={asked.passkey} onClose={close} />}
    </Panel>
  );
}

function whyNoMore(view: ReturnType<typeof usePasskeys>): string | null {
  if (!knowsPasskeys()) return 'This browser knows no passkeys at this address.';
  return view.kind === 'loaded' && view.data.length >= MOST ? `You have ${MOST}, which is the most.` : null;
}

function PasskeyTable({ passkeys, onAsk }: { passkeys: readonly Passkey[]; onAsk: (asked: Asked) => void }) {
  return (
    <Rows>
      <DataTable
        label="Your passkeys"
        rows={passkeys}
        keyOf={({ id }) => id}
        rowTest={(index) => `passkey-${index}`}
        columns={[
          { id: 'name', title: 'Name', cell: ({ name }) => <b class="anywhere">{name}</b> },
          {
            id: 'since',
            title: 'Added',
            cell: ({ created_at: at }) => (
              <span class="quiet">
                <span class="session-label">Added </span>
                <Day at={at} />
              </span>
            ),
          },
          {
            id: 'seen',
            title: 'Last used',
            cell: ({ last_used_at: seen }) => (
              <span class="quiet">
                <span class="session-label">Last used </span>
                {seen === null ? 'never' : <Ago at={seen} />}
              </span>
            ),
          },
          {
            id: 'passkey-actions',
            title: 'Rename, remove',
            isTitleHidden: true,
            cell: (passkey) => (
              <span class="passkey-actions">
                <Button kind="quiet" onClick={() => onAsk({ kind: 'rename', passkey })}>
                  Rename<span class="hidden-text"> {passkey.name}</span>
                </Button>
                <Button kind="quiet" onClick={() => onAsk({ kind: 'remove', passkey })}>
                  Remove<span class="hidden-text"> {passkey.name}</span>
                </Button>
              </span>
            ),
          },
        ]}
      />
    </Rows>
  );
}
