import type { Delivery } from '../../../worker/contract/deliveries.ts';
import { Chip } from '../../ui/chip.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Rows } from '../../ui/panel.tsx';
import { setQuery } from '../../ui/router.tsx';
import { DataTable } from '../../ui/table.tsx';

const STATES = {
  delivered: { tone: 'accent', text: 'Delivered' },
  pending: { tone: 'warning', text: 'Waiting' },
  failed: { tone: 'danger', text: 'Failed' },
} as const;

export function StateChip({ state }: { state: Delivery['state'] }) {
  return <Chip tone={STATES[state].tone}>{STATES[state].text}</Chip>;
}

/** What came of the last attempt, in words. */
export function describeOutcome({ last_status: status, last_error: error }: Delivery): string {
  return error ?? (status === null ? 'Not tried yet' : `Answered ${status}`);
}

export function DeliveryTable({
  deliveries,
  isRefreshing,
}: {
  deliveries: readonly Delivery[];
  isRefreshing: boolean;
}) {
  return (
    <Rows>
      <DataTable
        label="Deliveries"
        rows={deliveries}
        keyOf={({ id }) => id}
        rowTest={(index) => `delivery-${index}`}
        isRefreshing={isRefreshing}
        columns={[
          {
            id: 'event',
            title: 'Event',
            cell: ({ id, event_type: type }) => (
              <button type="button" class="link code" onClick={() => setQuery({ delivery: String(id) })}>
                {type}
              </button>
            ),
          },
          { id: 'state', title: 'State', cell: ({ state }) => <StateChip state={state} /> },
          {
            id: 'outcome',
            title: 'Last reply',
            cell: (delivery) => <span class="quiet">{describeOutcome(delivery)}</span>,
          },
          { id: 'number', title: 'Attempts', cell: ({ attempts }) => attempts },
          { id: 'created', title: 'Made', cell: ({ created_at: at }) => <Ago at={at} /> },
        ]}
      />
    </Rows>
  );
}
