import type { TestProject } from 'vitest/node';
declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's Postgres, database `postgres`. */
    postgresUrl: string;
  }
}
export declare const TEMPLATE_DATABASE = 'halyard_template';
/** Vitest's global set-up: one Postgres for the run, shared by the projects that need it, with the migrated template. */
export declare function setup(project: TestProject): Promise<() => Promise<void>>;
