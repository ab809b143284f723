import * as z from 'zod/mini';

// What is read of the answers of Google and GitHub.

export const GoogleToken = z.object({ aud: z.string(), sub: z.string() });
export const GoogleUser = z.object({
  sub: z.string(),
  email: z.optional(z.string()),
  email_verified: z.optional(z.union([z.boolean(), z.literal('true'), z.literal('false')])),
  given_name: z.optional(z.string()),
  family_name: z.optional(z.string()),
});
export const GoogleIdToken = z.object({ id_token: z.string() });
/** What Google signs about somebody, for one application. */
export const GoogleClaims = z.extend(GoogleUser, { aud: z.string(), nonce: z.string() });
export const GithubToken = z.object({ access_token: z.string() });
export const GithubUser = z.object({ id: z.int(), name: z.optional(z.nullable(z.string())) });
export const GithubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** As much of OpenID Connect's discovery as is needed to check tokens. */
export const IssuerMetadata = z.object({ issuer: z.string(), jwks_uri: z.string() });

/** Each key is looked at by whoever verifies with it. */
export const IssuerKeys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export type GoogleUser = z.infer<typeof GoogleUser>;
