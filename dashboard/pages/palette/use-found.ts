import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../../api/cache.ts';
import type { Command, PalettePlace } from './palette.tsx';

const DELAY_MS = 150;
const MOST = 8;

type Named = { id: number; name: string };
type Identified = { id: number; identifier: string };

/** Features and segments of the project, and identities of the environment, that fit what is typed, once typing has paused. */
export function useFound(text: string, place: PalettePlace | null): Command[] {
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const wanted = encodeURIComponent(asked);
  const project = place === null || asked === '' ? null : `/api/v1/projects/${place.projectId}/`;
  const features = useList<Named>(project && `${project}features/?page_size=${MOST}&search=${wanted}`);
  const segments = useList<Named>(project && `${project}segments/?page_size=${MOST}&q=${wanted}`);
  const key = project === null ? null : (place?.identitiesOf ?? null);
  const identities = useList<Identified>(
    key && `/api/v1/dash/environments/${encodeURIComponent(key)}/identities/?page_size=${MOST}&q=${wanted}`,
  );
  if (place === null) return [];
  return [
    ...features.map(({ id, name }) => ({ label: name, kind: 'Feature', to: `${place.home}/features/${id}` })),
    ...segments.map(({ id, name }) => ({
      label: name,
      kind: 'Segment',
      to: `/project/${place.projectId}/segments/${id}`,
    })),
    ...identities.map(({ id, identifier }) => ({
      label: identifier,
      kind: 'Identity',
      to: `${place.home}/identities/${id}`,
    })),
  ];
}

function useList<Item>(path: string | null): Item[] {
  const view = useResource<{ results: Item[] }>(path);
  return view.kind === 'loaded' ? view.data.results : [];
}
