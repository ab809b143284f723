import { useState } from 'preact/hooks';
import type { Webhook } from '../../../worker/contract/webhooks.ts';
import { toFailure } from '../../api/failure.ts';
import { hostOf } from '../../api/host-of.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import type { WebhookPlace } from './webhook-place.ts';
import { WebhookTable } from './webhook-table.tsx';
import { deleteWebhook, useWebhooks } from './webhooks.api.ts';

export function WebhooksPage({ place }: { place: WebhookPlace }) {
  const isOrganisation = place.scope.type === 'organisation';
  const mayRead = !isOrganisation || place.disabledReason === null;
  const view = useWebhooks(place, mayRead);
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Webhook | null>(null);
  const create = (
    <Button
      icon="plus"
      kind="primary"
      disabledReason={place.disabledReason}
      onClick={() => setEditing('new')}
      data-test="create-webhook"
    >
      Create webhook
    </Button>
  );
  const remove = async (hook: Webhook) => {
    setDeleting(null);
    try {
      await deleteWebhook(place, hook.id);
      showToast(`Deleted the webhook to ${hostOf(hook.url)}`);
    } catch (error) {
      showToast(`The webhook was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  const isEmpty = view.kind === 'loaded' && view.data.length === 0;
  return (
    <>
      <PageHeading
        title="Webhooks"
        lead={
          isOrganisation
            ? 'Addresses that are told of every row of the audit log, and of changed flags in all environments.'
            : `Addresses that are told when flags of ${place.name} change.`
        }
        actions={isEmpty || view.kind !== 'loaded' || !mayRead ? undefined : create}
      />
      {!mayRead && <Notice>{place.disabledReason}</Notice>}
      {mayRead && view.kind === 'loading' && <Skeleton label="Loading webhooks" rows={3} />}
      {view.kind === 'failed' && (
        <ErrorState title="The webhooks could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="hook" title="No webhook yet" action={create}>
          A chat, a deployment, a log of your own: it gets a request, signed if you like, within seconds of a change.
          What it does not take is tried again for three days.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && (
        <WebhookTable place={place} hooks={view.data} onEdit={setEditing} onDelete={setDeleting} />
      )}
      {editing !== null && (
        <WebhookDialog place={place} hook={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {deleting !== null && (
        <ConfirmByName
          title="Delete the webhook"
          name={hostOf(deleting.url)}
          action="Delete webhook"
          onConfirm={() => void remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>What waits to be sent to it, and the list of what was sent, go with it. To pause it, switch it off.</p>
        </ConfirmByName>
      )}
    </>
  );
}
