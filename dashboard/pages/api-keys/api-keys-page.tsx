import { useState } from 'preact/hooks';
import type { CreatedMasterKey, MasterKey } from '../../../worker/contract/master-keys.ts';
import type { DashOrganisation, OrganisationPageProps } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { ApiKeyTable } from './api-key-table.tsx';
import { deleteApiKey, useApiKeys } from './api-keys.api.ts';
import { CreateApiKey } from './create-api-key.tsx';

const LEAD = 'With which scripts, Terraform and pipelines use the management API.';

export function ApiKeysPage({ organisation }: OrganisationPageProps) {
  if (organisation.role === 'ADMIN') return <Keys organisation={organisation} key={organisation.id} />;
  return (
    <>
      <PageHeading title="API keys" lead={LEAD} />
      <Notice>Administrators of {organisation.name} alone see its API keys.</Notice>
    </>
  );
}

function Keys({ organisation }: { organisation: DashOrganisation }) {
  const view = useApiKeys(organisation.id);
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedMasterKey | null>(null);
  const [deleting, setDeleting] = useState<MasterKey | null>(null);
  const create = (
    <Button icon="plus" kind="primary" onClick={() => setCreating(true)} data-test="create-api-key">
      Create key
    </Button>
  );
  const isEmpty = view.kind === 'loaded' && view.data.results.length === 0;
  return (
    <>
      <PageHeading title="API keys" lead={LEAD} actions={isEmpty || view.kind !== 'loaded' ? undefined : create} />
      {view.kind === 'loading' && <Skeleton label="Loading API keys" rows={3} />}
      {view.kind === 'failed' && (
        <ErrorState title="The keys could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="key" title="No API key yet" action={create}>
          One for each script or pipeline is best: what a key has done stands in the audit log under its name.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && (
        <ApiKeyTable organisationId={organisation.id} keys={view.data.results} onDelete={setDeleting} />
      )}
      {isCreating && (
        <CreateApiKey organisation={organisation} onClose={() => setCreating(false)} onCreated={setCreated} />
      )}
      {created !== null && <ShownOnce created={created} onClose={() => setCreated(null)} />}
      {deleting !== null && (
        <Delete organisationId={organisation.id} value={deleting} onClose={() => setDeleting(null)} />
      )}
    </>
  );
}

function ShownOnce({ created, onClose }: { created: CreatedMasterKey; onClose: () => void }) {
  return (
    <Dialog title={`The key ${created.name}`} data-test="api-key-once">
      <div class="dialog-text">
        <Notice tone="warning">Copy it now: it is shown this once, and the server keeps no copy.</Notice>
        <div>
          <CopyField label="API key" text={created.key} />
        </div>
        <p class="quiet">
          Sent as <code>Authorization: Api-Key …</code>
        </p>
      </div>
      <footer class="dialog-foot">
        <Button kind="primary" onClick={onClose} data-test="api-key-done">
          I have copied it
        </Button>
      </footer>
    </Dialog>
  );
}

type DeleteProps = { organisationId: number; value: MasterKey; onClose: () => void };

function Delete({ organisationId, value, onClose }: DeleteProps) {
  const act = async () => {
    onClose();
    try {
      await deleteApiKey(organisationId, value.prefix);
      showToast(`Deleted the key ${value.name}`);
    } catch (error) {
      showToast(`${value.name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <ConfirmByName
      title={`Delete the key ${value.name}`}
      name={value.name || value.prefix}
      action="Delete key"
      onConfirm={() => void act()}
      onClose={onClose}
    >
      <p>Whatever uses it is refused from now on.</p>
    </ConfirmByName>
  );
}
