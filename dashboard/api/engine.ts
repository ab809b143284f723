import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export type Engine = typeof import('../../worker/engine/index.ts');

const engine = signal<Engine | null>(null);
const isFailed = signal(false);

/** The engine that the server evaluates with, fetched when a page first needs it. Null until it is there; `retry` if it could not be fetched. */
export function useEngine(): { engine: Engine | null; retry: (() => void) | null } {
  useEffect(() => void load(), []);
  return { engine: engine.value, retry: isFailed.value ? () => void load() : null };
}

async function load(): Promise<void> {
  if (engine.peek() !== null) return;
  isFailed.value = false;
  try {
    engine.value = await import('../../worker/engine/index.ts');
  } catch {
    isFailed.value = true;
  }
}
