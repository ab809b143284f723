import { createApp } from './app.ts';
import { OPERATIONS } from './operations.ts';
import { depsOf } from './platform/management-deps.ts';

/** Everything but the SDK plane. A module of its own, loaded by the first request that needs it: its 80 tables and the
 * schemas of its operations would otherwise be built whenever an isolate starts, before the first flag is served. */
export const management = createApp(depsOf, OPERATIONS);
