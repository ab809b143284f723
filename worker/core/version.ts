/** Halyard's version, sent as `Flagsmith-Version` and shown by `/version/`. */
export const VERSION = '0.1.0';
/** The version of Flagsmith that `/version/` claims: its CLI looks there for what the server can do. */
export const FLAGSMITH_VERSION = '2.263.0';
