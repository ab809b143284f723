import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import { refreshDeliveries, replayFailed, useDeliveries, type Receiver } from './deliveries.api.ts';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DeliveryTable } from './delivery-table.tsx';

const STATES = [
  { id: '', label: 'All' },
  { id: 'pending', label: 'Waiting' },
  { id: 'failed', label: 'Failed' },
  { id: 'delivered', label: 'Delivered' },
];
const PAGE_SIZE = 20;

type Props = {
  receiver: Receiver;
  title: string;
  lead?: ComponentChildren;
  /** What is to be known of the receiver beside what it was sent. */
  notice?: string | null;
  /** What makes the first one. */
  emptyText: string;
};

/** What one receiver was sent, with what came of it. */
export function DeliveriesPage({ receiver, title, lead, notice = null, emptyText }: Props) {
  const { query } = place.value;
  const { home, disabledReason } = receiver;
  const state = STATES.find((one) => one.id === query.get('state'))?.id ?? '';
  const tabs = STATES.map((one) => ({ ...one, to: one.id === '' ? home : `${home}?state=${one.id}` }));
  const open = Number(query.get('delivery'));
  if (disabledReason !== null) {
    return (
      <>
        <PageHeading title={title} />
        <Notice>{disabledReason}</Notice>
      </>
    );
  }
  return (
    <>
      <PageHeading title={title} lead={lead} actions={<Actions receiver={receiver} />} />
      {notice !== null && <Notice tone="warning">{notice}</Notice>}
      <Tabs label="State" tabs={tabs} selected={state} />
      <div role="tabpanel" id={`panel-${state}`} aria-labelledby={`tab-${state}`}>
        <Deliveries
          receiver={receiver}
          state={state}
          page={Math.max(1, Number(query.get('page')) || 1)}
          emptyText={emptyText}
        />
      </div>
      {open > 0 && (
        <DeliveryDialog receiver={receiver} id={open} onClose={() => setQuery({ delivery: null })} key={open} />
      )}
    </>
  );
}

function Actions({ receiver }: { receiver: Receiver }) {
  const [isBusy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      const number = await replayFailed(receiver);
      showToast(number === 0 ? 'None has failed' : `${number} ${number === 1 ? 'is' : 'are'} sent again`);
    } catch (error) {
      showToast(`Not sent again: ${toFailure(error).message}`, { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button onClick={() => refreshDeliveries(receiver)}>Refresh</Button>
      <Button icon="undo" isBusy={isBusy} onClick={() => void again()} data-test="replay-failed">
        Send failed again
      </Button>
    </>
  );
}

type ListProps = { receiver: Receiver; state: string; page: number; emptyText: string };

function Deliveries({ receiver, state, page, emptyText }: ListProps) {
  const view = useDeliveries(receiver, { state, page });
  if (view.kind === 'loading') return <Skeleton label="Loading deliveries" rows={5} />;
  if (view.kind === 'failed') {
    return <ErrorState title="Deliveries could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  const { results, count } = view.data;
  if (results.length === 0) {
    return (
      <EmptyState icon="hook" title={state === '' ? 'Nothing was sent yet' : 'None of these'}>
        {state === '' ? emptyText : 'Others may be under “All”.'}
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
