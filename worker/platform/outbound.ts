import type { Outbound, OutboundReply } from '../core/context.ts';
import { findOutboundFault, type OutboundPolicy } from '../core/outbound-url.ts';

const TIMEOUT_MS = 10_000;
const REPLY_LIMIT_BYTES = 64 * 1024;

/** The one way out: every request the Worker sends to an address that somebody else has chosen, or that is not ours. */
export function openOutbound(policy: OutboundPolicy): Outbound {
  return {
    findFault: (url) => findOutboundFault(url, policy),
    send: async ({ url, method, headers, body }) => {
      const fault = findOutboundFault(url, policy);
      if (fault !== null) throw new Error(`refused to send a request: ${fault}`);
      const response = await fetch(url, {
        method,
        headers: headers ?? {},
        ...(body === undefined ? {} : { body }),
        // A redirect could lead to where the address itself may not.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return readReply(response);
    },
  };
}

/** The status, and as much of the text as fits the limit. */
async function readReply({ status, body }: Response): Promise<OutboundReply> {
  const decoder = new TextDecoder();
  let text = '';
  let left = REPLY_LIMIT_BYTES;
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.byteLength;
    if (left <= 0) break;
  }
  return { status, text };
}
