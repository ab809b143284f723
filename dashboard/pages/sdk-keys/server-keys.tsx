import { useState } from 'preact/hooks';
import type { ServerKey } from '../../../worker/contract/environments.ts';
import type { Environment } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { CreateServerKey } from './create-server-key.tsx';
import { deleteServerKey, useServerKeys } from './sdk-keys.api.ts';
import { ServerKeyTable } from './server-key-table.tsx';

const LEAD = 'For servers, which get whole environments and evaluate by themselves. Keep them secret.';

export function ServerKeys({ environment }: { environment: Environment }) {
  if (environment.permissions.admin) return <Keys environment={environment} />;
  return (
    <Panel title="Server-side keys" lead={LEAD} data-test="server-keys">
      <Notice>Administrators of {environment.name} alone see its server-side keys.</Notice>
    </Panel>
  );
}

function Keys({ environment }: { environment: Environment }) {
  const view = useServerKeys(environment.api_key);
  const [isCreating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<ServerKey | null>(null);
  const [newId, setNewId] = useState<number | null>(null);
  const create = (
    <Button icon="plus" onClick={() => setCreating(true)} data-test="create-server-key">
      Create key
    </Button>
  );
  const remove = async (key: ServerKey) => {
    setDeleting(null);
    try {
      await deleteServerKey(environment.api_key, key.id);
      showToast(`Deleted the key ${key.name}`);
    } catch (error) {
      showToast(`${key.name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  const isEmpty = view.kind === 'loaded' && view.data.length === 0;
  return (
    <Panel
      title="Server-side keys"
      lead={LEAD}
      actions={isEmpty || view.kind !== 'loaded' ? undefined : create}
      data-test="server-keys"
    >
      {view.kind === 'loading' && <Skeleton label="Loading server-side keys" rows={2} />}
      {view.kind === 'failed' && (
        <ErrorState title="The keys could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="key" title="No server-side key yet" action={create}>
          One for each application is best: it can then be switched off without the others.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && (
        <ServerKeyTable environment={environment} keys={view.data} newId={newId} onDelete={setDeleting} />
      )}
      {isCreating && (
        <CreateServerKey
          environment={environment}
          onClose={() => setCreating(false)}
          onCreated={(key) => setNewId(key.id)}
        />
      )}
      {deleting !== null && (
        <ConfirmByName
          title={`Delete the key ${deleting.name}`}
          name={deleting.name}
          action="Delete key"
          onConfirm={() => void remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>
            Applications that use it are refused within seconds. If you are not sure, switch the key off first: that can
            be undone.
          </p>
        </ConfirmByName>
      )}
    </Panel>
  );
}
