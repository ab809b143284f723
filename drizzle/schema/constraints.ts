declare const IN_WORKER: true;

/** Keys, indexes and checks of a table are what migrations are made of; the Worker's bundle, which names itself so, goes without them. */
export const IS_FOR_MIGRATIONS = typeof IN_WORKER === 'undefined';
