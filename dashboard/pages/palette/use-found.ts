import { useEffect, useState } from 'preact/hooks';
import { useResource, type View } from '../../api/cache.ts';
import type { Command, PalettePlace } from './palette.tsx';

const DELAY_MS = 150;
const MOST = 8;

type Named = { id: number; name: string };
type Identified = { id: number; identifier: string };

type Found = {
  found: Command[];
  /** What is found answers to what is typed. */
  isSettled: boolean;
  /** Asks at once. */
  hurry: () => void;
};

/** Features and segments of the project, and identities of the environment, that fit what is typed, once typing has paused. */
export function useFound(text: string, place: PalettePlace | null): Found {
  const [asked, setAsked] = useState('');
  const hurry = () => setAsked(text.trim());
  useEffect(() => {
    const timer = setTimeout(hurry, DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const wanted = encodeURIComponent(asked);
  const project = place === null || asked === '' ? null : `/api/v1/projects/${place.projectId}/`;
  const features = useResource<{ results: Named[] }>(
    project && `${project}features/?page_size=${MOST}&search=${wanted}`,
  );
  const segments = useResource<{ results: Named[] }>(project && `${project}segments/?page_size=${MOST}&q=${wanted}`);
  const key = project === null ? null : (place?.identitiesOf ?? null);
  const identities = useResource<{ results: Identified[] }>(
    key && `/api/v1/dash/environments/${encodeURIComponent(key)}/identities/?page_size=${MOST}&q=${wanted}`,
  );
  if (place === null) return { found: [], isSettled: true, hurry };
  const found = [
    ...itemsOf(features).map(({ id, name }) => ({ label: name, kind: 'Feature', to: `${place.home}/features/${id}` })),
    ...itemsOf(segments).map(({ id, name }) => ({
      label: name,
      kind: 'Segment',
      to: `/project/${place.projectId}/segments/${id}`,
    })),
    ...itemsOf(identities).map(({ id, identifier }) => ({
      label: identifier,
      kind: 'Identity',
      to: `${place.home}/identities/${id}`,
    })),
  ];
  const asking = [...(project === null ? [] : [features, segments]), ...(key === null ? [] : [identities])];
  const isSettled = asked === text.trim() && asking.every(({ kind }) => kind !== 'loading');
  return { found, isSettled, hurry };
}

const itemsOf = <Item>(view: View<{ results: Item[] }>): Item[] => (view.kind === 'loaded' ? view.data.results : []);
