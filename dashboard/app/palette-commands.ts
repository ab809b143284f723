import type { DashBootstrap } from '../api/bootstrap.ts';
import { may } from '../api/permissions.ts';
import { tellTheme } from '../api/own-flags.ts';
import type { Command } from '../pages/palette/palette.tsx';
import { setTheme, type Theme } from '../ui/theme.ts';
import { toEnvironment } from './keyboard.ts';
import type { Route } from './routes.ts';
import { listNavigation } from './side-navigation.tsx';

const THEMES: readonly [Theme, string][] = [
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
  ['system', 'Theme of the system'],
];

/** Two areas may have a page of the same name. */
const AREAS = [
  { area: 'environment', kind: 'In this environment' },
  { area: 'project', kind: 'In this project' },
  { area: 'organisation', kind: 'In the organisation' },
] as const;

type Where = { boot: DashBootstrap | null; route: Route; organisationId: number; params: Record<string, string> };

/** What can be gone to and done from where somebody is. */
export function listCommands({ boot, route, organisationId, params }: Where): Command[] {
  const project = boot?.project ?? null;
  const known = { ...params, ...(organisationId > 0 ? { oid: String(organisationId) } : {}) };
  const pages = AREAS.flatMap(({ area, kind }) =>
    listNavigation(area, known).map(({ label, to }) => ({ label, kind, to })),
  );
  const home = `/project/${params['pid']}/environment/${encodeURIComponent(params['env'] ?? '')}`;
  const mayCreate = params['env'] !== undefined && project !== null && may(project.permissions, 'CREATE_FEATURE');
  return [
    ...pages,
    ...(mayCreate ? [{ label: 'Create a feature', kind: 'Do', to: `${home}/features/create` }] : []),
    ...(project?.environments ?? []).map(({ name, api_key: key }) => ({
      label: name,
      kind: 'Environment',
      to: toEnvironment(route, { ...params, pid: String(project?.id) }, key),
    })),
    ...(project?.siblings ?? []).map(({ id, name }) => ({ label: name, kind: 'Project', to: `/project/${id}` })),
    ...(boot?.organisations ?? []).map(({ id, name }) => ({
      label: name,
      kind: 'Organisation',
      to: `/organisation/${id}/projects`,
    })),
    { label: 'Your account', kind: 'Account', to: '/account' },
    ...THEMES.map(([value, label]) => ({
      label,
      kind: 'Do',
      run: () => {
        setTheme(value);
        tellTheme(value === 'dark');
      },
    })),
  ];
}
