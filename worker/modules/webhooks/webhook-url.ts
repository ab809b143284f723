import type { Context } from '../../core/context.ts';
import { invalid } from '../../core/errors.ts';

/**
 * Throws INVALID under the field unless the deployment lets requests be sent there, by the rules that every sending is judged by again.
 * compat: receivers may listen without TLS.
 */
export function requireWebhookUrl({ outbound }: Context, url: string, field = 'url'): void {
  const fault = outbound.findFault(url, { mayBePlain: true });
  if (fault !== null) throw invalid({ [field]: [fault] });
}
