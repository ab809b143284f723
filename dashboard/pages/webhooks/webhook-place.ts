/** What webhooks belong to: an environment or an organisation. */
export type WebhookPlace = {
  /** Of their API. */
  path: string;
  /** Of their page. */
  home: string;
  name: string;
  scope: { type: 'environment' | 'organisation'; id: string | number };
  /** Why they cannot be changed by who is here. */
  disabledReason: string | null;
};
