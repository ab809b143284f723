import { invalid } from '../../core/errors.ts';
import { findOutboundFault } from '../../core/outbound-url.ts';

/**
 * Throws INVALID under `url` unless the address could be a public one, by the rules that every sending is judged by again. Where the
 * name leads to is for the sender to see.
 */
export function requirePublicUrl(text: string): void {
  if (!isPublicUrl(text)) throw invalid({ url: ['Enter a URL that can be reached from the internet.'] });
}

/** compat: receivers may listen without TLS. */
export function isPublicUrl(text: string): boolean {
  return findOutboundFault(text, { allowHttp: true, allowPrivate: false }) === null;
}
