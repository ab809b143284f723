import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

/** What the local runtime takes from wrangler.toml. */
export type WorkerConfig = {
  name: string;
  main: string;
  compatibilityDate: string;
  compatibilityFlags: string[];
  variables: Record<string, unknown>;
  kvNamespaces: Record<string, string>;
  durableObjects: Record<string, { className: string; useSQLite: boolean }>;
  rateLimits: Record<string, { namespace_id: string; simple: { limit: number; period: 10 | 60 } }>;
  crons: string[];
};

type WranglerFile = {
  name: string;
  main: string;
  compatibility_date: string;
  compatibility_flags?: string[];
  vars?: Record<string, unknown>;
  kv_namespaces?: { binding: string; id?: string }[];
  durable_objects?: { bindings: { name: string; class_name: string }[] };
  migrations?: { new_sqlite_classes?: string[] }[];
  ratelimits?: { name: string; namespace_id: string; simple: { limit: number; period: 10 | 60 } }[];
  triggers?: { crons?: string[] };
};

/** Reads a wrangler.toml, so that the local runtime and the deployed Worker have one source of configuration. */
export function readWorkerConfig(path: string): WorkerConfig {
  const file = parse(readFileSync(path, 'utf8')) as unknown as WranglerFile;
  const sqliteClasses = new Set((file.migrations ?? []).flatMap((migration) => migration.new_sqlite_classes ?? []));
  return {
    name: file.name,
    main: file.main,
    compatibilityDate: file.compatibility_date,
    compatibilityFlags: file.compatibility_flags ?? [],
    variables: file.vars ?? {},
    kvNamespaces: Object.fromEntries((file.kv_namespaces ?? []).map(({ binding, id }) => [binding, id ?? binding])),
    durableObjects: Object.fromEntries(
      (file.durable_objects?.bindings ?? []).map(({ name, class_name: className }) => [
        name,
        { className, useSQLite: sqliteClasses.has(className) },
      ]),
    ),
    rateLimits: Object.fromEntries((file.ratelimits ?? []).map(({ name, ...limit }) => [name, limit])),
    crons: file.triggers?.crons ?? [],
  };
}
