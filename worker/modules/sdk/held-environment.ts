/** One environment as this isolate holds it. `served` is replaced as newer versions arrive; it never expires. */
export type HeldEnvironment<Served> = {
  readonly environmentId: number;
  readonly bytes: number;
  version: number;
  /** Null once the environment has been deleted. */
  served: Served | null;
  checkedAt: number;
  /** When the publisher last said that this is the newest version; 0 if it came from a copy and nobody has said so yet. */
  confirmedAt: number;
  refreshStartedAt: number;
  refresh: Promise<void> | null;
  /** The fetch of a version that is known to be published. It says nothing about what was committed since. */
  catchUp: Promise<unknown> | null;
};

/** Nobody could say whether the key exists. */
export class EnvironmentUnavailable extends Error {
  constructor(cause: unknown) {
    super('the environment cannot be loaded at the moment', { cause });
    this.name = 'EnvironmentUnavailable';
  }
}
