import type { DashBootstrap } from '../api/bootstrap.ts';
import { useShortcuts, type Shortcut } from '../ui/keys.ts';
import { navigate } from '../ui/router.tsx';
import type { Route } from './routes.ts';
import { listNavigation } from './side-navigation.tsx';

/** The keys that hold on every page; pages add their own. */
export function useFrameShortcuts(
  route: Route,
  params: Record<string, string>,
  boot: DashBootstrap | null,
  showHelp: () => void,
): void {
  const pages = (['environment', 'project', 'organisation'] as const).flatMap((area) => listNavigation(area, params));
  const shortcuts: Shortcut[] = [
    { keys: '?', label: 'Show the shortcuts', run: showHelp },
    { keys: '/', label: 'Search', run: () => document.querySelector<HTMLElement>('input[type=search]')?.focus() },
    { keys: 'j', label: 'Next row', run: () => moveRow(1) },
    { keys: 'k', label: 'Previous row', run: () => moveRow(-1) },
    { keys: 't', label: 'Toggle the row', run: toggleRow },
    ...pages.map(({ key, label, to }) => ({ keys: `g ${key}`, label: `Go to ${label}`, run: () => navigate(to) })),
  ];
  const environments = boot?.project?.environments ?? [];
  if (route.area === 'environment' && environments.length > 1) {
    const at = environments.findIndex(({ api_key }) => api_key === params['env']);
    const next = environments[(at + 1) % environments.length];
    if (next !== undefined) {
      const run = () => navigate(toEnvironment(route, params, next.api_key));
      shortcuts.push({ keys: 'e', label: 'Next environment', run });
    }
  }
  useShortcuts(shortcuts);
}

/** The same page in another environment: what is beneath it, a feature or an identity, is left out where it is of one environment. */
export function toEnvironment(route: Route, params: Record<string, string>, key: string): string {
  const [, rest = '/features'] = /\/:env(\/[^/:]+)/.exec(route.path) ?? [];
  const feature = rest === '/features' && params['fid'] !== undefined ? `/${params['fid']}` : '';
  return `/project/${params['pid']}/environment/${encodeURIComponent(key)}${rest}${feature}`;
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')];

/** The focus goes to the link of the next row; where a row is open beside the list, the next one is opened. */
function moveRow(step: number): void {
  const all = rows();
  const open = all.findIndex((row) => row.dataset['current'] === 'true');
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  const from = focused >= 0 ? focused : open;
  const next = all[from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + step))];
  const link = next?.querySelector<HTMLElement>('a');
  link?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  if (open >= 0) link?.click();
}

function toggleRow(): void {
  const row = rows().find((one) => one.contains(document.activeElement) || one.dataset['current'] === 'true');
  row?.querySelector<HTMLElement>('[role=switch]')?.click();
}
