import type { OutboundReply } from '../../core/context.ts';
import { OutboundRefused } from '../../core/errors.ts';
import { logEvent, logFailure } from '../../platform/log.ts';
import { sendToIntegration } from '../integrations/integration-request.service.ts';
import { toWebhookRequest } from '../webhooks/webhook-request.service.ts';
import {
  isDown,
  judge,
  readRetryAfter,
  secondsOfRest,
  secondsToNextAttempt,
  type Outcome,
  type Verdict,
} from './attempt.ts';
import type { DeliveryPorts, HeldDelivery } from './delivery-row.ts';
import { settleDelivery, type Health } from './lease.queries.ts';
import { mailFailure } from './notice.service.ts';

/** So much of a reply is kept. */
const SNIPPET = 500;

/** Sends a delivery once and writes down what came of it. Never rejects: where that cannot be written, the lease ends by itself. */
export async function attemptDelivery(ports: DeliveryPorts, delivery: HeldDelivery): Promise<void> {
  const outcome = await send(ports, delivery);
  const verdict = verdictOf(outcome, delivery);
  const wish = readRetryAfter(outcome.retryAfter, Date.now());
  const settled = {
    state: verdict === 'retry' ? ('pending' as const) : verdict,
    status: outcome.status,
    error: outcome.error,
    response: outcome.response,
    nextAttemptInSeconds: secondsToNextAttempt(delivery.attempts, wish, Math.random()),
  };
  try {
    const isOurs = await settleDelivery(ports.database.db, delivery, settled, healthOf(outcome, delivery, wish));
    if (isOurs && verdict === 'failed') await mailFailure(ports, delivery, outcome.error ?? '');
    logEvent('delivery.attempt.made', {
      deliveryId: delivery.id,
      attempt: delivery.attempts,
      status: outcome.status ?? 0,
      verdict: isOurs ? verdict : 'lease lost',
    });
  } catch (error) {
    logFailure('delivery.attempt.unsettled', error, { deliveryId: delivery.id });
  }
}

async function send(ports: DeliveryPorts, delivery: HeldDelivery): Promise<Outcome> {
  try {
    const reply =
      delivery.integrationId === null ? await sendToWebhook(ports, delivery) : await sendToIntegration(ports, delivery);
    return reply === null ? toFailure('There is no receiver any more.', true) : toOutcome(reply);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return toFailure(reason.slice(0, SNIPPET), error instanceof OutboundRefused);
  }
}

async function sendToWebhook(ports: DeliveryPorts, delivery: HeldDelivery): Promise<OutboundReply | null> {
  const request = await toWebhookRequest(ports, delivery, Date.now());
  return request === null ? null : ports.outbound.send(request);
}

function toOutcome({ status, text, headers }: OutboundReply): Outcome {
  const isRedirect = status >= 300 && status < 400;
  return {
    status,
    error: status < 300 ? null : isRedirect ? 'It redirects, which is not followed.' : `It answered ${status}.`,
    retryAfter: headers.get('retry-after'),
    // Postgres takes no null characters, and a cut may leave half a character.
    response: text.slice(0, SNIPPET).replaceAll('\0', '').toWellFormed(),
  };
}

function toFailure(error: string, isHopeless: boolean): Outcome {
  return { status: null, error, retryAfter: null, response: '', ...(isHopeless ? { isHopeless } : {}) };
}

function verdictOf(outcome: Outcome, { retryUntil }: HeldDelivery): Verdict {
  const verdict = judge(outcome);
  return verdict === 'retry' && retryUntil.getTime() <= Date.now() ? 'failed' : verdict;
}

function healthOf(outcome: Outcome, { failures }: HeldDelivery, wish: number | null): Health {
  if (isDown(outcome)) return { restSeconds: secondsOfRest(failures + 1, wish) };
  return outcome.status === null ? 'unknown' : 'well';
}
