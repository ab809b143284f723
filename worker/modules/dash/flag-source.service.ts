import type { DashFlagSource } from '../../contract/dash.ts';

/** The path of the SDK API on the dashboard's own origin. */
const OWN_API = '/api/v1/';

/** The environment whose flags steer the dashboard, by the variables that Flagsmith's front end has for it; null for none. */
export function readFlagSource(setting: (name: string) => string | undefined): DashFlagSource | null {
  const environmentKey = setting('FLAGSMITH_ON_FLAGSMITH_API_KEY');
  if (environmentKey === undefined) return null;
  const url = setting('FLAGSMITH_ON_FLAGSMITH_API_URL') ?? OWN_API;
  return { api_url: url.endsWith('/') ? url : `${url}/`, environment_key: environmentKey };
}
