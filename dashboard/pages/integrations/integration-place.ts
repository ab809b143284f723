import type { IntegrationScope } from '../../api/integration-kinds.ts';

/** What integrations are set up for. */
export type IntegrationPlace = {
  scope: IntegrationScope;
  /** Of their API; ends with a slash. */
  path: string;
  /** Of their page. */
  home: string;
  name: string;
  /** Where all that the page shows is asked for. */
  overview: string;
  /** Why they cannot be changed by who is here. */
  disabledReason: string | null;
};

/** One that is set up. `environment` is null for one of a whole project or organisation. */
export type Configured = {
  id: number;
  kind: string;
  environment: number | null;
  fields: Readonly<Record<string, unknown>>;
};
