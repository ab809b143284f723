import { buildDashboard } from './build-dashboard.ts';
import { buildWorker } from './build-worker.ts';

// Each vitest project loads this file anew in the one main process; the symbol is how they share one build.
const shared = globalThis as { [key: symbol]: Promise<unknown> | undefined };
const KEY = Symbol.for('halyard.test-build');

/** Vitest's global set-up: builds what the tests of the runtime, the SDK clients and the browser start. */
export async function setup(): Promise<void> {
  await (shared[KEY] ??= Promise.all([buildWorker(), buildDashboard()]));
}
