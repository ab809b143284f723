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
