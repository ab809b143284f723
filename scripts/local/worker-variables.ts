import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ROOT } from './project.ts';

// Named one by one: a Worker has no business with the rest of the environment of whoever starts it.
const NAMES = `
  ADMIN_EMAIL ADMIN_PASSWORD ORGANISATION_NAME PROJECT_NAME ALLOW_ADMIN_INITIATION_VIA_CLI ALLOW_ADMIN_INITIATION_VIA_URL
  ALLOW_REGISTRATION_WITHOUT_INVITE PREVENT_SIGNUP PREVENT_EMAIL_PASSWORD COOKIE_AUTH_ENABLED
  DJANGO_SECRET_KEY SECRET_KEY DJANGO_ALLOWED_HOSTS DJANGO_CSRF_TRUSTED_ORIGINS NUM_PROXIES
  EMAIL_BACKEND SENDER_EMAIL SENDGRID_API_KEY EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_TLS
  AWS_SES_REGION_NAME AWS_SES_REGION_ENDPOINT
  FLAGSMITH_DOMAIN FLAGSMITH_API_URL FLAGSMITH_FRONTEND_URL API_URL ASSET_URL
  GITHUB_CLIENT_ID GITHUB_CLIENT_SECRET GITHUB_APP_ID GITHUB_PEM GITHUB_WEBHOOK_SECRET GITHUB_APP_URL
  GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET SLACK_CLIENT_ID SLACK_CLIENT_SECRET
  ENABLE_EMAIL_ACTIVATION ALLOW_PRIVATE_DESTINATIONS WEBHOOK_DELIVERY_RETENTION_DAYS DELIVERIES_PER_RUN
  LOGIN_THROTTLE_RATE SIGNUP_THROTTLE_RATE USER_THROTTLE_RATE MASTER_API_KEY_THROTTLE_RATE
  PASSWORD_RESET_EMAIL_COOLDOWN MAX_PASSWORD_RESET_EMAILS LAST_LOGIN_UPDATE_THRESHOLD_MINUTES
  FEATURE_VALUE_LIMIT SEGMENT_CONDITION_VALUE_LIMIT SEGMENT_RULES_CONDITIONS_LIMIT
  CACHE_FLAGS_SECONDS ENVIRONMENT_CACHE_SECONDS CACHE_BAD_ENVIRONMENTS_SECONDS
  DISABLE_WEBHOOKS WEBHOOK_BACKOFF_BASE WEBHOOK_BACKOFF_RETRIES SSE_SERVER_BASE_URL SSE_AUTHENTICATION_TOKEN
  ENABLE_TELEMETRY TELEMETRY_URL DEBUG ENV
  ENABLE_API_USAGE_TRACKING RAW_ANALYTICS_DATA_RETENTION_DAYS BUCKETED_ANALYTICS_DATA_RETENTION_DAYS
  HOURLY_ANALYTICS_DATA_RETENTION_DAYS INFLUXDB_URL INFLUXDB_TOKEN INFLUXDB_ORG INFLUXDB_BUCKET
  FLAGSMITH_ON_FLAGSMITH_SERVER_KEY FLAGSMITH_ON_FLAGSMITH_API_KEY
  HALYARD_OPERATOR_KEY HALYARD_STREAM_SECONDS HALYARD_METRICS_ENVIRONMENTS
  OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_HEADERS OTEL_SERVICE_NAME
  CI_COMMIT_SHA IMAGE_TAG
`
  .trim()
  .split(/\s+/);

/**
 * What the Worker gets from the environment and from `.dev.vars`; the environment wins. A secret key is made up once and
 * kept in the folder when nobody set one.
 */
export function readWorkerVariables(dataFolder: string, environment: NodeJS.ProcessEnv): Record<string, string> {
  const file = join(ROOT, '.dev.vars');
  const variables: Record<string, string> = {};
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  for (const [name, value] of Object.entries(fromFile)) if (value !== undefined) variables[name] = value;
  for (const name of NAMES) {
    const value = environment[name];
    if (value !== undefined) variables[name] = value;
  }
  variables['DJANGO_SECRET_KEY'] ??= variables['SECRET_KEY'] ?? readSecretKey(join(dataFolder, 'secret-key'));
  return variables;
}

function readSecretKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
