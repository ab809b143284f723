import type { ComponentType } from 'preact';
import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import type { DraftView } from './draft-store.ts';
import { ValueTab } from './value-tab.tsx';

/** What each tab gets. Tabs change the one draft; the drawer shows what it changes, and saves it. */
export type TabProps = EnvironmentPageProps & {
  detail: DashFeature;
  draft: DraftView;
  faults: Readonly<Record<string, string>>;
  /** Why nothing can be changed here, or null. */
  readOnlyReason: string | null;
};

/** A tab of the drawer; its id is the last part of the address, but for the first one. A large one should be fetched when it is opened. */
export type FeatureTab = { id: string; label: string; Component: ComponentType<TabProps> };

export const TABS: readonly [FeatureTab, ...FeatureTab[]] = [{ id: 'value', label: 'Value', Component: ValueTab }];
