import { useState } from 'preact/hooks';
import type { DeliveryDetail } from '../../../worker/contract/deliveries.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Exact } from '../../ui/moment.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { replay, useDelivery, type Receiver } from './deliveries.api.ts';
import { describeOutcome, StateChip } from './delivery-table.tsx';
import { prettify } from './prettify.ts';

type Props = { receiver: Receiver; id: number; onClose: () => void };

export function DeliveryDialog({ receiver, id, onClose }: Props) {
  const view = useDelivery(receiver, id);
  const [isBusy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      await replay(receiver, id);
      showToast('It is sent again');
    } catch (error) {
      showToast(`Not sent again: ${toFailure(error).message}`, { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  const isWaiting = view.kind === 'loaded' && view.data.state === 'pending';
  return (
    <Dialog title="Delivery" onClose={onClose} data-test="delivery">
      <div class="dialog-text">
        {view.kind === 'loading' && <Skeleton label="Loading the delivery" rows={4} />}
        {view.kind === 'failed' && (
          <ErrorState title="It could not be loaded" message={view.failure.message} onRetry={view.retry} />
        )}
        {view.kind === 'loaded' && <Detail delivery={view.data} />}
      </div>
      <footer class="dialog-foot">
        <Button onClick={onClose}>Close</Button>
        <Button
          kind="primary"
          isBusy={isBusy}
          disabledReason={isWaiting ? 'It is waiting to be sent anyway.' : null}
          onClick={() => void again()}
          data-test="replay"
        >
          Send again
        </Button>
      </footer>
    </Dialog>
  );
}

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  const { next_attempt_at: next, last_response: response } = delivery;
  return (
    <>
      <dl class="facts">
        <dt>State</dt>
        <dd>
          <StateChip state={delivery.state} />
        </dd>
        <dt>Event</dt>
        <dd>
          <code>{delivery.event_type}</code>, number {delivery.sequence}
        </dd>
        <dt>Made</dt>
        <dd>
          <Exact at={delivery.created_at} />
        </dd>
        <dt>Attempts</dt>
        <dd>{delivery.attempts}</dd>
        <dt>Last reply</dt>
        <dd>{describeOutcome(delivery)}</dd>
        {next !== null && (
          <>
            <dt>Next attempt</dt>
            <dd>
              <Exact at={next} />
            </dd>
          </>
        )}
        <dt>Id</dt>
        <dd>
          <code class="anywhere">{delivery.uuid}</code>
        </dd>
      </dl>
      <h3>Request</h3>
      <CodeBlock label="Body of the request" text={prettify(delivery.body)} />
      {response !== null && response !== '' && (
        <>
          <h3>Beginning of the reply</h3>
          <CodeBlock label="Beginning of the reply" text={response} />
        </>
      )}
    </>
  );
}
