/** Halyard's version, sent as `Flagsmith-Version` and shown by `/version/`. */
export const VERSION = '0.1.0';
