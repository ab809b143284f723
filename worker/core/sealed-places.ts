/** Where each secret is kept: what its ciphertext is bound to, so that it opens nowhere else. A place never changes, or what is sealed there is lost. */
export const SEALED_PLACES = {
  integration: (organisationId: number, uuid: string, field: string) =>
    `integrations|${field}|${organisationId}|${uuid}`,
  environmentWebhook: (organisationId: number, uuid: string) =>
    `environment_webhooks|sealed_secret|${organisationId}|${uuid}`,
  organisationWebhook: (organisationId: number, uuid: string) =>
    `organisation_webhooks|sealed_secret|${organisationId}|${uuid}`,
  inviteLink: (organisationId: number, tokenHash: string) => `invite_links|sealed_token|${organisationId}|${tokenHash}`,
  serverKey: (environmentId: number) => `environment_api_keys.key:${environmentId}`,
  secondFactor: (userId: number) => `mfa_methods|secret|${userId}`,
  mail: (id: string) => `mails|body|${id}`,
  launchDarklyToken: (projectId: number) => `launch_darkly_imports.sealed_token:${projectId}`,
  importedServerKey: (organisationId: number) => `organisation_imports.document:${organisationId}`,
} as const;
