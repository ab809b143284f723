/** The Worker's bindings (generated from `wrangler.toml`) and the variables that deployments set as secrets. */
export type HalyardEnv = Env & {
  /** Postgres or Neon connection string. */
  DATABASE_URL?: string;
  /** `host:port` of the loopback bridge that stands in for Neon's HTTP and WebSocket endpoints on one machine. */
  NEON_LOCAL?: string;
  /** Serves the built dashboard where it lives on the same origin (one machine); absent with Pages. */
  DASHBOARD?: Fetcher;
  /** `off` where one isolate is all there is, so that nobody shares what the location's cache would be told. */
  LOCATION_CACHE?: string;
  /** A second place for copies of what is published, for when KV is away. */
  COPIES?: R2Bucket;
  /** Seconds after which a stream of events is closed for the client to come back; 300. */
  HALYARD_STREAM_SECONDS?: string;
  /** Opens the operator's routes, which need no database. At least 32 characters. */
  HALYARD_OPERATOR_KEY?: string;
  /** Of how many environments `/metrics` tells what their publishers say; 20. */
  HALYARD_METRICS_ENVIRONMENTS?: string;
  /** Where the same figures are sent each minute, in OTLP over HTTP: `<endpoint>/v1/metrics`. */
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  OTEL_EXPORTER_OTLP_HEADERS?: string;
  OTEL_SERVICE_NAME?: string;
  /** What secrets at rest are encrypted with where SEALING_KEYS is not set, and what tokens are signed with. */
  DJANGO_SECRET_KEY?: string;
  /** Earlier values of it, by commas: they only open what is sealed. */
  DJANGO_SECRET_KEY_FALLBACKS?: string;
  /** What secrets at rest are encrypted with, `id:secret` by commas: the first seals, all open. */
  SEALING_KEYS?: string;
  /** Cloudflare's own carrier of mails. */
  EMAIL?: SendEmail;
  SENDGRID_API_KEY?: string;
  SENDER_EMAIL?: string;
  /** `on` where the server can only be reached from its own machine: mails that nobody carries can then be read at `/outbox/`. */
  HALYARD_LOCAL_OUTBOX?: string;
  /** `true`: requests may also go to http and private addresses, for installations whose receivers are inside their own network. */
  ALLOW_PRIVATE_DESTINATIONS?: string;
  /** Where LaunchDarkly's API is, if not at its usual address. */
  LAUNCH_DARKLY_API_URL?: string;
  /** Where a copy of usage goes, in InfluxDB's line protocol. */
  INFLUXDB_URL?: string;
  INFLUXDB_TOKEN?: string;
  INFLUXDB_ORG?: string;
  INFLUXDB_BUCKET?: string;
  /** Measurement id and API secret of a Google Analytics 4 property that is told of requests; the address is for a stand-in. */
  GOOGLE_ANALYTICS_KEY?: string;
  GOOGLE_ANALYTICS_SECRET?: string;
  GOOGLE_ANALYTICS_URL?: string;
  /** A network of public addresses alone, where the runtime could otherwise reach its own machine; absent on Cloudflare. */
  EGRESS?: Fetcher;
  CI_COMMIT_SHA?: string;
  IMAGE_TAG?: string;
};

/** A variable of the deployment; bindings are not settings. */
export function settingOf(env: HalyardEnv, name: string): string | undefined {
  const value = (env as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
