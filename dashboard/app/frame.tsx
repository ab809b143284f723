import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DashBootstrap } from '../api/bootstrap.ts';
import { toneOf } from '../api/environments.ts';
import { findLastEnvironment } from '../api/last-environment.ts';
import { IconButton } from '../ui/button.tsx';
import { Mark } from '../ui/icons.tsx';
import { Link, place } from '../ui/router.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ButterBar } from './butter-bar.tsx';
import { Crumbs } from './crumbs.tsx';
import { useFrameShortcuts } from './keyboard.ts';
import { PaletteOpener } from './palette-opener.tsx';
import type { Route } from './routes.ts';
import { SideNavigation } from './side-navigation.tsx';
import { useOwnFlags } from './use-own-flags.ts';
import { ShortcutHelp } from './shortcut-help.tsx';

type Props = {
  boot: DashBootstrap | null;
  route: Route;
  organisationId: number;
  params: Record<string, string>;
  children: ComponentChildren;
};

/** What stands around every page of somebody who is signed in: where they are, where they can go, who they are. */
export function Frame({ boot, route, organisationId, params, children }: Props) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { path } = place.value;
  useEffect(() => setMenuOpen(false), [path]);
  useOwnFlags(boot);
  const nearby = withEnvironment(params, boot);
  useFrameShortcuts(route, nearby, boot, () => setHelpOpen(true));
  const environment = route.area === 'environment' ? (boot?.environment ?? null) : null;
  const tone = environment === null ? undefined : toneOf(environment, boot?.project?.environments ?? []);
  const isPlain = route.area === 'account';
  return (
    <div class="frame" data-env={tone}>
      <a class="skip-link" href="#main">
        Skip to the page
      </a>
      <header class="top-bar">
        {!isPlain && (
          <span class="menu-toggle">
            <IconButton
              icon="menu"
              label="Navigation"
              aria-expanded={isMenuOpen}
              onClick={() => setMenuOpen(!isMenuOpen)}
            />
          </span>
        )}
        <Link to="/" class="wordmark" aria-label="Halyard, start">
          <Mark />
          <span class="wordmark-text">Halyard</span>
        </Link>
        {boot !== null && <Crumbs boot={boot} route={route} organisationId={organisationId} params={params} />}
        <div class="top-end">
          <PaletteOpener boot={boot} route={route} organisationId={organisationId} params={params} />
          <IconButton icon="help" label="Keyboard shortcuts" onClick={() => setHelpOpen(true)} />
          {boot !== null && <AccountMenu user={boot.user} />}
        </div>
      </header>
      <ButterBar />
      {environment?.banner_text != null && environment.banner_text !== '' && (
        <div class="env-banner" style={{ borderBottomColor: environment.banner_colour ?? '' }}>
          {environment.banner_text}
        </div>
      )}
      <div class={isPlain ? 'frame-body plain' : 'frame-body'}>
        {!isPlain && <SideNavigation route={route} params={nearby} isOpen={isMenuOpen} />}
        <main class="main" id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

/** On a page of the project, the navigation leads to the environment that was looked at last. */
function withEnvironment(params: Record<string, string>, boot: DashBootstrap | null): Record<string, string> {
  if (params['pid'] === undefined || params['env'] !== undefined || boot?.project == null) return params;
  const env = findLastEnvironment(boot.project)?.api_key;
  return env === undefined ? params : { ...params, env };
}
