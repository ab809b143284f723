import { useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { place as address, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { hostOf, type WebhookPlace } from './webhook-place.ts';
import { refreshDeliveries, replayFailed, useDeliveries, useWebhook } from './webhooks.api.ts';

const STATES = [
  { id: '', label: 'All' },
  { id: 'pending', label: 'Waiting' },
  { id: 'failed', label: 'Failed' },
  { id: 'delivered', label: 'Delivered' },
];
const PAGE_SIZE = 20;

/** What one webhook was sent, with what came of it. */
export function DeliveriesPage({ place, id }: { place: WebhookPlace; id: number }) {
  const { query } = address.value;
  const state = STATES.find((one) => one.id === query.get('state'))?.id ?? '';
  const tabs = STATES.map((one) => ({ ...one, to: `${place.home}/${id}${one.id === '' ? '' : `?state=${one.id}`}` }));
  const open = Number(query.get('delivery'));
  return (
    <>
      <Heading place={place} id={id} />
      <Tabs label="State" tabs={tabs} selected={state} />
      <div role="tabpanel" id={`panel-${state}`} aria-labelledby={`tab-${state}`}>
        <Deliveries place={place} id={id} state={state} page={Math.max(1, Number(query.get('page')) || 1)} />
      </div>
      {open > 0 && (
        <DeliveryDialog
          place={place}
          id={id}
          deliveryId={open}
          onClose={() => setQuery({ delivery: null })}
          key={open}
        />
      )}
    </>
  );
}

function Heading({ place, id }: { place: WebhookPlace; id: number }) {
  const hook = useWebhook(place, id);
  const [isBusy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      const number = await replayFailed(place, id);
      showToast(number === 0 ? 'None has failed' : `${number} ${number === 1 ? 'is' : 'are'} sent again`);
    } catch (error) {
      showToast(`Not sent again: ${toFailure(error).message}`, { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHeading
        title={hook.kind === 'loaded' ? `Deliveries to ${hostOf(hook.data.url)}` : 'Deliveries'}
        lead={hook.kind === 'loaded' && <code class="anywhere">{hook.data.url}</code>}
        actions={
          <>
            <Button onClick={() => refreshDeliveries(place, id)}>Refresh</Button>
            <Button
              icon="undo"
              isBusy={isBusy}
              disabledReason={place.disabledReason}
              onClick={() => void again()}
              data-test="replay-failed"
            >
              Send failed again
            </Button>
          </>
        }
      />
      {hook.kind === 'loaded' && !hook.data.enabled && (
        <Notice tone="warning">This webhook is off: what waits for it is kept for three days.</Notice>
      )}
    </>
  );
}

type ListProps = { place: WebhookPlace; id: number; state: string; page: number };

function Deliveries({ place, id, state, page }: ListProps) {
  const view = useDeliveries(place, id, { state, page });
  if (view.kind === 'loading') return <Skeleton label="Loading deliveries" rows={5} />;
  if (view.kind === 'failed') {
    return <ErrorState title="Deliveries could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  const { results, count } = view.data;
  if (results.length === 0) {
    return (
      <EmptyState icon="hook" title={state === '' ? 'Nothing was sent yet' : 'None of these'}>
        {state === '' ? 'Change a flag, and the request appears here.' : 'Others may be under “All”.'}
      </EmptyState>
    );
  }
  return (
    <>
      <DeliveryTable deliveries={results} isRefreshing={view.isRefreshing} />
      <Pager
        page={page}
        size={PAGE_SIZE}
        count={count}
        onPage={(next) => setQuery({ page: next === 1 ? null : String(next) })}
      />
    </>
  );
}
