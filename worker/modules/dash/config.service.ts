import type { DashConfig, DashFlagSource } from '../../contract/dash.ts';
import { listProviders } from '../accounts/provider-trip.service.ts';

/** The path of the SDK API on the dashboard's own origin. */
const OWN_API = '/api/v1/';

type Setting = (name: string) => string | undefined;

/** What the deployment's settings say to every screen. */
export const showConfig = (setting: Setting): DashConfig => ({
  flags: readFlagSource(setting),
  providers: listProviders(setting),
});

/** The environment whose flags steer the dashboard, by the variables that Flagsmith's front end has for it; null for none. */
function readFlagSource(setting: Setting): DashFlagSource | null {
  const environmentKey = setting('FLAGSMITH_ON_FLAGSMITH_API_KEY');
  if (environmentKey === undefined) return null;
  const url = setting('FLAGSMITH_ON_FLAGSMITH_API_URL') ?? OWN_API;
  return { api_url: url.endsWith('/') ? url : `${url}/`, environment_key: environmentKey };
}
