export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata';

/** A refusal as the protocol words it. `redirectUri` leads back to the application with the error, where that may be trusted. */
export class OAuthFault extends Error {
  readonly code: OAuthErrorCode;
  readonly redirectUri: string | null;

  constructor(code: OAuthErrorCode, description: string, redirectUri: string | null = null) {
    super(description);
    this.name = 'OAuthFault';
    this.code = code;
    this.redirectUri = redirectUri;
  }
}

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

/** The answer of an endpoint of the protocol; faults in the shape of RFC 6749, and of its relatives. */
export async function answerOAuth(work: () => Promise<Answer>): Promise<Answer> {
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
