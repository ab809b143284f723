import { useEffect, useState } from 'preact/hooks';
import type { DashBootstrap } from '../api/bootstrap.ts';
import { may } from '../api/permissions.ts';
import type { PaletteProps } from '../pages/palette/palette.tsx';
import { IconButton } from '../ui/button.tsx';
import { Lazy } from '../ui/lazy.tsx';
import { listCommands } from './palette-commands.ts';
import type { Route } from './routes.ts';

type Props = { boot: DashBootstrap | null; route: Route; organisationId: number; params: Record<string, string> };

const load = async () => (await import('../pages/palette/palette.tsx')).Palette;

/** Opens the palette with Ctrl+K or ⌘K, wherever the focus is, or by its button. */
export function PaletteOpener({ boot, route, organisationId, params }: Props) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isOurs = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isOurs || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  if (boot === null) return null;
  return (
    <>
      <IconButton icon="search" label="Go to or do (Ctrl+K)" onClick={() => setOpen(true)} data-test="open-palette" />
      {isOpen && (
        <Lazy<PaletteProps>
          load={load}
          props={{
            userId: boot.user.id,
            commands: listCommands({ boot, route, organisationId, params }),
            place: placeOf(boot, params),
            onClose: () => setOpen(false),
          }}
        />
      )}
    </>
  );
}

/** Features are shown in the environment of the page, else in the project's first. */
function placeOf({ project, environment }: DashBootstrap, params: Record<string, string>): PaletteProps['place'] {
  const key = params['env'] ?? project?.environments[0]?.api_key;
  if (project === null || params['pid'] === undefined || key === undefined) return null;
  const maySee = environment !== null && may(environment.permissions, 'VIEW_IDENTITIES');
  return {
    projectId: project.id,
    home: `/project/${project.id}/environment/${encodeURIComponent(key)}`,
    identitiesOf: maySee ? environment.api_key : null,
  };
}
