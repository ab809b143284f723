import { signal } from '@preact/signals';
import type { DashFlagSource } from '../../worker/contract/dash.ts';

type OwnFlag = { enabled: boolean; value: string | null };

/** The flags that steer the dashboard itself, by Flagsmith's names, as they are where nobody has made them. */
const DEFAULTS = {
  try_it: { enabled: true, value: null },
  butter_bar: { enabled: false, value: null },
  disable_create_org: { enabled: false, value: null },
  scaleup_audit: { enabled: false, value: null },
  integration_data: { enabled: true, value: null },
  integrations: { enabled: true, value: null },
  plan_based_access: { enabled: false, value: null },
  flag_analytics: { enabled: true, value: null },
  usage_chart: { enabled: true, value: null },
  dark_mode: { enabled: false, value: null },
  serverside_sdk_keys: { enabled: true, value: null },
  compare_environments: { enabled: true, value: null },
  segment_operators: { enabled: true, value: null },
  oauth_github: { enabled: false, value: null },
  oauth_google: { enabled: false, value: null },
} as const satisfies Record<string, OwnFlag>;

export type OwnFlagName = keyof typeof DEFAULTS;

const flags = signal<Readonly<Record<OwnFlagName, OwnFlag>>>(DEFAULTS);

export const isFlagOn = (name: OwnFlagName): boolean => flags.value[name].enabled;

/** The flag's value if it is on and has one. */
export function flagValue(name: OwnFlagName): string | null {
  const { enabled, value } = flags.value[name];
  return enabled ? value : null;
}

type Visitor = { id: number; isDark: boolean | null };

let started: { key: string; setTrait: (key: string, value: string) => Promise<unknown> } | null = null;

/**
 * Asks for the flags with the official SDK, for an account or, before anybody has signed in, for nobody. What was known last time holds until
 * they are there, and where they cannot be had. Never rejects.
 */
export async function loadOwnFlags(source: DashFlagSource | null, visitor: Visitor | null): Promise<void> {
  if (source === null) return;
  const key = `${source.api_url} ${source.environment_key} ${visitor?.id ?? ''}`;
  if (started?.key === key) return;
  try {
    const { createFlagsmithInstance } = await import('@flagsmith/flagsmith');
    const sdk = createFlagsmithInstance();
    started = { key, setTrait: (name, value) => sdk.setTrait(name, value) };
    await sdk.init({
      environmentID: source.environment_key,
      api: source.api_url,
      cacheFlags: true,
      ...(visitor === null ? {} : { identity: `account-${visitor.id}`, traits: traitsOf(visitor) }),
      onChange: () => take(sdk.getAllFlags()),
    });
  } catch {
    // The dashboard then is as if no flag had been made.
  }
}

/** Tells the flags' environment what was chosen, so that a segment can make it so everywhere. */
export function tellTheme(isDark: boolean): void {
  void started?.setTrait('dark_mode', describeTheme(isDark)).catch(() => undefined);
}

const traitsOf = ({ isDark }: Visitor) => (isDark === null ? {} : { dark_mode: describeTheme(isDark) });

/** The spelling that Flagsmith's recipe for a dark theme looks for. */
const describeTheme = (isDark: boolean) => (isDark ? 'True' : 'False');

type SdkFlags = Record<string, { enabled: boolean; value?: string | number | boolean | null } | undefined>;

function take(all: SdkFlags): void {
  const names = Object.keys(DEFAULTS) as OwnFlagName[];
  flags.value = Object.fromEntries(
    names.map((name) => {
      const flag = all[name];
      const { value } = flag ?? {};
      return [name, flag === undefined ? DEFAULTS[name] : { enabled: flag.enabled, value: toText(value) }];
    }),
  ) as Record<OwnFlagName, OwnFlag>;
}

const toText = (value: string | number | boolean | null | undefined) =>
  value === null || value === undefined || value === '' ? null : String(value);
