import { SlackClaims, SlackState, SlackToken } from '../../contract/integrations.ts';
import { fulfils, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { forbidden, invalid } from '../../core/errors.ts';
import { randomHex } from '../../core/random-hex.ts';
import { recordAudit, transact } from '../audit/transact.service.ts';
import { findSite } from '../accounts/site.service.ts';
import { findUserScope } from '../permissions/access.service.ts';
import { sealSecret } from './integration-secrets.service.ts';
import { insertIntegration, updateIntegrationRow } from './integrations.queries.ts';
import { callSlack, slackApiUrl } from './slack-api.service.ts';
import { findInstallation } from './slack.queries.ts';

const SCOPES = 'channels:read,chat:write,chat:write.public';
const LIFETIME_SECONDS = 600;
const SIGNATURE = 'slack-signature';
const STATE = 'slack-state';
const NONCE_BYTES = 16;

/** What a browser shows instead of a header when it goes to Slack: who goes there, and for which environment. */
export async function signSlackInstall(context: Context, scope: Scope) {
  const { actor, sealer } = context;
  if (actor?.kind !== 'user') throw forbidden();
  const claims = { user: actor.id, environment: scope.environmentId, until: seconds(context) + LIFETIME_SECONDS };
  return { signature: await sealer.seal(JSON.stringify(claims), SIGNATURE) };
}

/** Slack's consent page, and the nonce that this browser must bring back. Throws FORBIDDEN, INVALID. Null where no Slack app is set up. */
export async function startSlackInstall(
  context: Context,
  environmentKey: string,
  { signature, redirectUrl }: { signature: string; redirectUrl: string },
): Promise<{ location: string; nonce: string } | null> {
  const clientId = context.setting('SLACK_CLIENT_ID');
  if (clientId === undefined) return null;
  const claims = await read(context, SlackClaims, signature, SIGNATURE);
  const scope = await requireAdministrator(context, claims.user, environmentKey);
  if (scope.environmentId !== claims.environment) throw forbidden('The link is for another environment.');
  const redirect = await requireOwnPage(context, redirectUrl);
  const nonce = randomHex(NONCE_BYTES);
  const state = { ...claims, until: seconds(context) + LIFETIME_SECONDS, nonce, redirect };
  const location = new URL('/oauth/v2/authorize', slackApiUrl(context));
  location.search = new URLSearchParams({
    client_id: clientId,
    scope: SCOPES,
    redirect_uri: callbackOf(context, environmentKey),
    state: await context.sealer.seal(JSON.stringify(state), STATE),
  }).toString();
  return { location: location.href, nonce };
}

type Callback = { code: string; state: string; nonce: string; problem: string };

/** Keeps the token for the project; resolves with the page to go on to, which is told where it was declined at Slack. Throws FORBIDDEN where another browser, person or environment began. */
export async function finishSlackInstall(context: Context, environmentKey: string, callback: Callback) {
  const state = await read(context, SlackState, callback.state, STATE);
  if (callback.nonce === '' || callback.nonce !== state.nonce) throw forbidden('The installation was begun elsewhere.');
  const scope = await requireAdministrator(context, state.user, environmentKey);
  const { organisationId, projectId, environmentId } = scope;
  if (environmentId !== state.environment || projectId === null)
    throw forbidden('The link is for another environment.');
  if (callback.problem !== '') return withOutcome(state.redirect, 'denied');
  const fields = {
    client_id: context.setting('SLACK_CLIENT_ID') ?? '',
    client_secret: context.setting('SLACK_CLIENT_SECRET') ?? '',
    code: callback.code,
    redirect_uri: callbackOf(context, environmentKey),
  };
  const { access_token: token } = await callSlack(context, SlackToken, 'oauth.v2.access', { token: null, fields });
  await transact(context, async (write) => {
    const place = { organisationId, projectId, environmentId: null };
    const known = await findInstallation(write.db, { organisationId, projectId });
    const uuid = known?.uuid ?? crypto.randomUUID();
    const secrets = { access_token: await sealSecret(context, { uuid, organisationId }, 'access_token', token) };
    const row =
      known === null
        ? await insertIntegration(write.db, place, 'slack', { uuid, settings: {}, secrets })
        : await updateIntegrationRow(write.db, place, 'slack', known.id, { settings: known.settings, secrets });
    recordAudit(write, {
      organisationId,
      projectId,
      type: 'INTEGRATION',
      change: known === null ? 'CREATE' : 'UPDATE',
      log: 'Slack installed',
      objectId: row?.id ?? null,
    });
  });
  return state.redirect;
}

function withOutcome(page: string, outcome: string): string {
  const url = new URL(page);
  url.searchParams.set('slack', outcome);
  return url.href;
}

async function requireAdministrator(context: Context, userId: number, environmentKey: string): Promise<Scope> {
  const scope = await findUserScope(context, userId, 'environment', environmentKey);
  if (scope === null || !fulfils(scope.grants, 'ENVIRONMENT_ADMIN')) throw forbidden();
  return scope;
}

/** Nobody is sent to a foreign page with our name behind it. Blank: the first page. */
async function requireOwnPage(context: Context, url: string): Promise<string> {
  const site = await findSite(context);
  if (url === '') return `${site}/`;
  const target = URL.canParse(url, site) ? new URL(url, site) : null;
  if (target === null || target.origin !== new URL(site).origin) {
    throw invalid({ redirect_url: [`The address must be a page of ${site}.`] });
  }
  return target.href;
}

type Schema<T> = { parse: (value: unknown) => T };

async function read<T extends { until: number }>(context: Context, schema: Schema<T>, text: string, place: string) {
  const opened = await context.sealer.open(text, place).catch(() => null);
  const claims = opened === null ? null : schema.parse(JSON.parse(opened));
  if (claims === null || claims.until <= seconds(context)) throw forbidden('The link is invalid or has expired.');
  return claims;
}

const seconds = ({ now }: Context) => Math.floor(now().getTime() / 1_000);
const callbackOf = ({ origin }: Context, environmentKey: string) =>
  `${origin}/api/v1/environments/${encodeURIComponent(environmentKey)}/integrations/slack/callback/`;
