import type { Reply } from '../../http/reply.ts';
import { OAuthFault } from './oauth-fault.ts';

/** The answer of an endpoint of the protocol; faults in the shape of RFC 6749, and of its relatives. */
export async function answerOAuth(work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthFault)) throw error;
    const { code, message, redirectUri } = error;
    const body = { error: code, error_description: message };
    if (code === 'invalid_client') return { status: 401, body, headers: { 'www-authenticate': 'Basic realm="oauth"' } };
    return { status: 400, body: redirectUri === null ? body : { ...body, redirect_uri: redirectUri } };
  }
}
