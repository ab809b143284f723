import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request, writeListeners } from './client.ts';
import { toFailure, type Failure } from './failure.ts';

/** One answer, and whether it is being asked for again. */
type Entry = { data: unknown; failure: Failure | null; isLoading: boolean; isStale: boolean; at: number; run: number };

/** The four states of what a screen shows; the fourth, empty, is a matter of the data. */
export type View<T> =
  | { kind: 'loading' }
  | { kind: 'failed'; failure: Failure; retry: () => void }
  | { kind: 'loaded'; data: T; isRefreshing: boolean };

const MAX_ENTRIES = 100;
/** Coming back to the window asks again for what is older than this. */
const FRESH_MS = 10_000;

let runs = 0;
const entries = new Map<string, Signal<Entry>>();
const inUse = new Map<string, number>();

/** The answer to a GET of the path, kept until it is invalidated. Null: nothing is asked for. */
export function useResource<T>(path: string | null): View<T> {
  useEffect(() => {
    if (path === null) return undefined;
    inUse.set(path, (inUse.get(path) ?? 0) + 1);
    const { data, isLoading, isStale } = entryOf(path).peek();
    if (!isLoading && (data === undefined || isStale)) void load(path);
    return () => {
      const left = (inUse.get(path) ?? 1) - 1;
      if (left > 0) inUse.set(path, left);
      else inUse.delete(path);
    };
  }, [path]);
  if (path === null) return { kind: 'loading' };
  const { data, failure, isLoading } = entryOf(path).value;
  if (data !== undefined) return { kind: 'loaded', data: data as T, isRefreshing: isLoading };
  if (failure !== null) return { kind: 'failed', failure, retry: () => void load(path) };
  return { kind: 'loading' };
}

/** Marks all paths that begin so as old: those on the screen are asked for at once, the others when they are. */
export function invalidate(prefix: string): void {
  for (const [path, entry] of entries) {
    if (!path.startsWith(prefix)) continue;
    entry.value = { ...entry.peek(), isStale: true };
    if (inUse.has(path)) void load(path);
  }
}

/**
 * Changes all kept answers whose path begins so, or with `isExact` is this one, before the server has; the function that comes back undoes
 * it.
 */
export function patch<T>(prefix: string, change: (data: T) => T, { isExact = false } = {}): () => void {
  const before: [Signal<Entry>, unknown][] = [];
  for (const [path, entry] of entries) {
    const current = entry.peek();
    const isMeant = isExact ? path === prefix : path.startsWith(prefix);
    if (!isMeant || current.data === undefined) continue;
    before.push([entry, current.data]);
    entry.value = { ...current, data: change(current.data as T) };
  }
  return () => {
    for (const [entry, data] of before) entry.value = { ...entry.peek(), data };
  };
}

/** Forgets everything: for when somebody else signs in. */
export function clearCache(): void {
  entries.clear();
}

async function load(path: string): Promise<void> {
  const entry = entryOf(path);
  runs += 1;
  const run = runs;
  const at = Date.now();
  entry.value = { ...entry.peek(), isLoading: true, isStale: false, at, run };
  try {
    const data = await request<unknown>('GET', path);
    // A later request has overtaken this one.
    if (entry.peek().run === run) entry.value = { data, failure: null, isLoading: false, isStale: false, at, run };
  } catch (error) {
    if (entry.peek().run === run) entry.value = { ...entry.peek(), failure: toFailure(error), isLoading: false };
  }
}

function entryOf(path: string): Signal<Entry> {
  const known = entries.get(path);
  if (known !== undefined) return known;
  for (const old of entries.keys()) {
    if (entries.size < MAX_ENTRIES) break;
    if (!inUse.has(old)) entries.delete(old);
  }
  const entry = signal<Entry>({ data: undefined, failure: null, isLoading: false, isStale: false, at: 0, run: 0 });
  entries.set(path, entry);
  return entry;
}

/** Any answer may tell of what was changed: those on the screen are the business of who changed it, the others are asked for when needed. */
function ageUnseen(): void {
  for (const [path, entry] of entries) if (!inUse.has(path)) entry.value = { ...entry.peek(), isStale: true };
}

function refreshOld(): void {
  if (document.visibilityState !== 'visible') return;
  const limit = Date.now() - FRESH_MS;
  for (const path of inUse.keys()) if (entryOf(path).peek().at < limit) void load(path);
}

writeListeners.add(ageUnseen);
addEventListener('focus', refreshOld);
addEventListener('online', refreshOld);
