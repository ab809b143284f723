import { isFlagOn } from '../api/own-flags.ts';
import { Icon } from '../ui/icons.tsx';
import { Link, place } from '../ui/router.tsx';
import { ROUTES, type Route } from './routes.ts';

const GROUPS = [
  { area: 'environment', title: 'This environment' },
  { area: 'project', title: 'This project' },
  { area: 'organisation', title: 'This organisation' },
] as const;

export type NavigationItem = { label: string; icon: NonNullable<Route['nav']>['icon']; key: string; to: string };

/** The pages of an area that stand in the navigation, with the names in their paths filled in; none whose names are not all known. */
export function listNavigation(area: Route['area'], params: Record<string, string>): NavigationItem[] {
  return ROUTES.flatMap((route) => {
    if (route.area !== area || route.nav === undefined) return [];
    if (route.flag !== undefined && !isFlagOn(route.flag)) return [];
    const to = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    return to.includes('//') || to.endsWith('/') ? [] : [{ ...route.nav, to }];
  });
}

type Props = { route: Route; params: Record<string, string>; isOpen: boolean };

export function SideNavigation({ route, params, isOpen }: Props) {
  const { path } = place.value;
  const groups = GROUPS.map((group) => ({ ...group, items: listNavigation(group.area, params) }));
  return (
    <nav class="side" aria-label="Pages" data-open={isOpen} data-area={route.area}>
      {groups
        .filter(({ items }) => items.length > 0)
        .map(({ area, title, items }) => (
          <div key={area}>
            <div class="side-title">{title}</div>
            <ul>
              {items.map(({ label, icon, to }) => (
                <li key={to}>
                  <Link
                    to={to}
                    class="side-link"
                    aria-current={path === to || path.startsWith(`${to}/`) ? 'page' : undefined}
                  >
                    <Icon name={icon} />
                    {label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}
