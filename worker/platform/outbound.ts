import type { Outbound, OutboundReply } from '../core/context.ts';
import { OutboundRefused } from '../core/errors.ts';
import { findOutboundFault, type OutboundPolicy } from '../core/outbound-url.ts';

const TIMEOUT_MS = 10_000;
const REPLY_LIMIT_BYTES = 64 * 1024;

type Send = (url: string, init: RequestInit) => Promise<Response>;
export type OutboundOptions = OutboundPolicy & {
  /** Reaches public addresses alone, by wherever a name leads to at the moment of the connection. */
  egress?: { fetch: Send } | undefined;
  timeoutMs?: number;
};

/** The one way out: every request the Worker sends to an address that somebody else has chosen, or that is not ours. */
export function openOutbound({ egress, timeoutMs = TIMEOUT_MS, ...policy }: OutboundOptions): Outbound {
  const go: Send = (url, init) => (egress === undefined ? fetch(url, init) : egress.fetch(url, init));
  const findFault: Outbound['findFault'] = (url, { mayBePlain = false } = {}) =>
    findOutboundFault(url, { ...policy, allowHttp: policy.allowHttp || mayBePlain });
  return {
    findFault,
    send: async ({ url, method, headers, body, mayBePlain = false, replyLimitBytes = REPLY_LIMIT_BYTES }) => {
      const fault = findFault(url, { mayBePlain });
      if (fault !== null) throw new OutboundRefused(fault);
      const response = await go(url, {
        method,
        headers: headers ?? {},
        ...(body === undefined ? {} : { body }),
        // A redirect could lead to where the address itself may not.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return readReply(response, replyLimitBytes);
    },
  };
}

/** The status, and as much of the text as fits the limit and was there in time: a slow end does not undo what the status says. */
async function readReply({ status, headers, body }: Response, limit: number): Promise<OutboundReply> {
  const decoder = new TextDecoder();
  let text = '';
  let left = limit;
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk.subarray(0, left), { stream: true });
      left -= chunk.byteLength;
      if (left <= 0) break;
    }
  } catch {
    // Cut off.
  }
  return { status, text, headers };
}
