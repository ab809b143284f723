import * as z from 'zod/mini';
import { flag } from './choice-fields.ts';
import { optional } from './field.ts';

/** A parameter of OAuth. What is no text counts as absent: the protocol has errors of its own for that. */
const parameter = () =>
  z.optional(
    z.pipe(
      z.any(),
      z.transform((input: unknown) => (typeof input === 'string' ? input : undefined)),
    ),
  );

export const AuthorisationQuery = z.object({
  client_id: parameter(),
  redirect_uri: parameter(),
  response_type: parameter(),
  scope: parameter(),
  code_challenge: parameter(),
  code_challenge_method: parameter(),
  state: parameter(),
});

export const Consent = z.extend(AuthorisationQuery, { allow: flag() });

/** What the consent page shows. `scopes`: what each of them lets the application do, in a sentence. */
export const AuthorisationRequest = z.object({
  application: z.object({ name: z.string(), client_id: z.string() }),
  scopes: z.record(z.string(), z.string()),
  redirect_uri: z.string(),
  is_verified: z.boolean(),
});

export const ConsentAnswer = z.object({ redirect_uri: z.string() });

const ClientParameters = z.object({ client_id: parameter(), client_secret: parameter() });

export const TokenRequest = z.extend(ClientParameters, {
  grant_type: parameter(),
  code: parameter(),
  redirect_uri: parameter(),
  code_verifier: parameter(),
  refresh_token: parameter(),
  scope: parameter(),
});

export const TokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int(),
  refresh_token: z.string(),
  scope: z.string(),
});

/** For revocation and introspection. */
export const TokenQuestion = z.extend(ClientParameters, { token: parameter(), token_type_hint: parameter() });

export const Introspection = z.object({
  active: z.boolean(),
  scope: optional(z.string()),
  client_id: optional(z.string()),
  username: optional(z.string()),
  token_type: optional(z.string()),
  exp: optional(z.int()),
  iat: optional(z.int()),
  sub: optional(z.string()),
});

/** RFC 7591. What we have no use for is left out of the answer. */
export const ClientRegistration = z.object({
  client_name: z.optional(z.any()),
  redirect_uris: z.optional(z.any()),
  grant_types: z.optional(z.any()),
  response_types: z.optional(z.any()),
  token_endpoint_auth_method: z.optional(z.any()),
});

export const RegisteredClient = z.object({
  client_id: z.string(),
  client_secret: optional(z.string()),
  client_secret_expires_at: optional(z.int()),
  client_id_issued_at: z.int(),
  client_name: z.string(),
  redirect_uris: z.array(z.string()),
  grant_types: z.array(z.string()),
  response_types: z.array(z.string()),
  token_endpoint_auth_method: z.string(),
  scope: z.string(),
});

export const OAuthProblem = z.object({
  error: z.string(),
  error_description: z.string(),
  redirect_uri: optional(z.string()),
});

/** RFC 8414. */
export const ServerMetadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  registration_endpoint: z.string(),
  revocation_endpoint: z.string(),
  introspection_endpoint: z.string(),
  scopes_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  revocation_endpoint_auth_methods_supported: z.array(z.string()),
  introspection_endpoint_auth_methods_supported: z.array(z.string()),
  authorization_response_iss_parameter_supported: z.boolean(),
});

/** RFC 9728. */
export const ResourceMetadata = z.object({
  resource: z.string(),
  authorization_servers: z.array(z.string()),
  scopes_supported: z.array(z.string()),
  bearer_methods_supported: z.array(z.string()),
});

export type AuthorisationQuery = z.infer<typeof AuthorisationQuery>;
export type AuthorisationRequest = z.infer<typeof AuthorisationRequest>;
export type ConsentAnswer = z.infer<typeof ConsentAnswer>;
export type TokenRequest = z.infer<typeof TokenRequest>;
export type TokenAnswer = z.infer<typeof TokenAnswer>;
export type TokenQuestion = z.infer<typeof TokenQuestion>;
export type Introspection = z.infer<typeof Introspection>;
export type ClientRegistration = z.infer<typeof ClientRegistration>;
export type RegisteredClient = z.infer<typeof RegisteredClient>;
export type ServerMetadata = z.infer<typeof ServerMetadata>;
export type ResourceMetadata = z.infer<typeof ResourceMetadata>;
