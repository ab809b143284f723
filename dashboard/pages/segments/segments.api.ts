import { useEffect, useState } from 'preact/hooks';
import type { DashIdentity, DashSegmentUse } from '../../../worker/contract/dash.ts';
import type { Segment, SegmentInput } from '../../../worker/contract/segments.ts';
import { BOOTSTRAP_PREFIX } from '../../api/bootstrap.ts';
import { invalidate, patch, useResource, type View } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import { toFailure, type Failure } from '../../api/failure.ts';
import { toQuery, type SegmentFilter } from './segment-filter.ts';

const listPath = (projectId: number) => `/api/v1/projects/${projectId}/segments/`;
const usesPath = (projectId: number, id: number) => `/api/v1/dash/projects/${projectId}/segments/${id}/uses/`;

export type SegmentPage = { count: number; results: Segment[] };

export function useSegments(projectId: number, filter: SegmentFilter): View<SegmentPage> {
  return useResource(`${listPath(projectId)}?${toQuery(filter)}`);
}

export function useSegment(projectId: number, id: number): View<Segment> {
  return useResource(`${listPath(projectId)}${id}/`);
}

/** What the segment makes of features, in every environment that one may view. */
export function useUses(projectId: number, id: number): View<DashSegmentUse[]> {
  return useResource(usesPath(projectId, id));
}

/** The names of all traits in an environment. */
export function useTraitKeys(key: string | undefined): string[] {
  const view = useResource<{ keys: string[] }>(
    key === undefined ? null : `/api/v1/environments/${encodeURIComponent(key)}/trait-keys/`,
  );
  return view.kind === 'loaded' ? view.data.keys : [];
}

export async function createSegment(projectId: number, input: SegmentInput): Promise<Segment> {
  const segment = await request<Segment>('POST', listPath(projectId), input);
  forget(projectId);
  return segment;
}

export async function saveSegment(projectId: number, id: number, input: SegmentInput): Promise<void> {
  const segment = await request<Segment>('PATCH', `${listPath(projectId)}${id}/`, input);
  patch<Segment>(`${listPath(projectId)}${id}/`, () => segment);
  invalidate(listPath(projectId));
}

/** What the segment says in its custom fields, all of it. */
export async function saveMetadata(projectId: number, id: number, metadata: SegmentInput['metadata']): Promise<void> {
  const segment = await request<Segment>('PATCH', `${listPath(projectId)}${id}/`, { metadata });
  patch<Segment>(`${listPath(projectId)}${id}/`, () => segment);
}

export async function cloneSegment(projectId: number, id: number, name: string): Promise<Segment> {
  const segment = await request<Segment>('POST', `${listPath(projectId)}${id}/clone/`, { name });
  forget(projectId);
  return segment;
}

export async function deleteSegment(projectId: number, id: number): Promise<void> {
  await request('DELETE', `${listPath(projectId)}${id}/`);
  invalidate(`${listPath(projectId)}?`);
  invalidate(BOOTSTRAP_PREFIX);
}

function forget(projectId: number): void {
  invalidate(listPath(projectId));
  invalidate(BOOTSTRAP_PREFIX);
}

export type People = {
  people: DashIdentity[];
  /** How many there are in all; null until it is known. */
  count: number | null;
  isLoading: boolean;
  failure: Failure | null;
  loadMore: () => void;
};

const NOBODY = { people: [] as DashIdentity[], count: null as number | null, failure: null as Failure | null };

/** The newest identities of an environment with their traits, a page at a time. */
export function usePeople(key: string | undefined): People {
  const [found, setFound] = useState(NOBODY);
  const [page, setPage] = useState(1);
  const [isLoading, setLoading] = useState(false);
  useEffect(() => {
    setFound(NOBODY);
    setPage(1);
  }, [key]);
  useEffect(() => {
    if (key === undefined) return undefined;
    let isCurrent = true;
    setLoading(true);
    const path = `/api/v1/dash/environments/${encodeURIComponent(key)}/identities/?page=${page}`;
    request<{ count: number; results: DashIdentity[] }>('GET', path).then(
      ({ count, results }) => {
        if (!isCurrent) return;
        setLoading(false);
        setFound((before) => ({ people: page === 1 ? results : [...before.people, ...results], count, failure: null }));
      },
      (error: unknown) => {
        if (!isCurrent) return;
        setLoading(false);
        setFound((before) => ({ ...before, failure: toFailure(error) }));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [key, page]);
  return { ...found, isLoading, loadMore: () => setPage(page + 1) };
}
