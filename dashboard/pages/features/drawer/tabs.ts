import type { ComponentType } from 'preact';
import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import { isFlagOn, type OwnFlagName } from '../../../api/own-flags.ts';
import type { DraftView } from './draft-store.ts';
import { ValueTab } from './value-tab.tsx';

/** What each tab gets. Tabs change the one draft; the drawer shows what it changes, and saves it. */
export type TabProps = EnvironmentPageProps & {
  detail: DashFeature;
  draft: DraftView;
  faults: Readonly<Record<string, string>>;
  /** Why something cannot be changed here, or null: what everybody gets, overrides of segments, and the feature itself. */
  whyNot: { value: string | null; overrides: string | null; feature: string | null };
  /** There is no such feature any more. */
  onDeleted: () => void;
};

/** A tab of the drawer; its id is the last part of the address, but for the first one. All but that are fetched when they are opened.
 * With its flag off, there is no such tab. */
export type FeatureTab = { id: string; label: string; flag?: OwnFlagName } & (
  | { Component: ComponentType<TabProps> }
  | { load: () => Promise<ComponentType<TabProps>> }
);

const variations = async () => (await import('./variations/variations-tab.tsx')).VariationsTab;
const overrides = async () => (await import('./overrides/overrides-tab.tsx')).OverridesTab;
const identities = async () => (await import('./identities/identities-tab.tsx')).IdentitiesTab;
const settings = async () => (await import('./settings/settings-tab.tsx')).SettingsTab;
const usage = async () => (await import('./usage/usage-tab.tsx')).UsageTab;
const history = async () => (await import('./history/history-tab.tsx')).HistoryTab;

export const FIRST_TAB: FeatureTab = { id: 'value', label: 'Value', Component: ValueTab };

const TABS: readonly FeatureTab[] = [
  FIRST_TAB,
  { id: 'variations', label: 'Variations', load: variations },
  { id: 'overrides', label: 'Segments', load: overrides },
  { id: 'identities', label: 'Identities', load: identities },
  { id: 'usage', label: 'Usage', flag: 'flag_analytics', load: usage },
  { id: 'history', label: 'History', load: history },
  { id: 'settings', label: 'Settings', load: settings },
];

export const listTabs = (): FeatureTab[] => TABS.filter(({ flag }) => flag === undefined || isFlagOn(flag));
