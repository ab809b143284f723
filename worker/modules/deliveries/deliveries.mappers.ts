import type { Delivery, DeliveryDetail } from '../../contract/deliveries.ts';
import type { DeliveryRow } from './delivery-log.queries.ts';

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    uuid: row.idempotencyId,
    sequence: row.sequence,
    event_type: row.eventType,
    state: row.state,
    attempts: row.attempts,
    created_at: row.createdAt.toISOString(),
    next_attempt_at: row.state === 'pending' ? row.nextAttemptAt.toISOString() : null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    last_status: row.lastStatus,
    last_error: row.lastError,
  };
}

export function toDeliveryDetail(row: DeliveryRow, body: string): DeliveryDetail {
  return { ...toDelivery(row), body, last_response: row.lastResponse };
}
