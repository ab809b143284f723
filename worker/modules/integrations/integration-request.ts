import type { ConfiguredKind } from '../../contract/integrations.ts';
import type { OutboundRequest } from '../../core/context.ts';
import { signText } from '../../core/sign-text.ts';
import { toBasic } from './hide-secrets.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The request that carries a body to the integration, with its secrets: never to be shown. */
export async function toIntegrationRequest(
  kind: ConfiguredKind,
  fields: Fields,
  body: string,
): Promise<OutboundRequest> {
  const base = textOf(fields, 'base_url').replace(/\/+$/, '');
  const key = textOf(fields, 'api_key');
  const json = { 'content-type': 'application/json' };
  const post = (url: string, headers: Record<string, string> = {}): OutboundRequest => ({
    url,
    method: 'POST',
    headers: { ...json, ...headers },
    body,
  });
  switch (kind) {
    case 'datadog':
      return post(`${base}/api/v1/events?api_key=${encodeURIComponent(key)}`);
    case 'new-relic': {
      const application = encodeURIComponent(textOf(fields, 'app_id'));
      return post(`${base}/v2/applications/${application}/deployments.json`, { 'x-api-key': key });
    }
    case 'dynatrace':
      return post(`${base}/api/v2/events/ingest?api-token=${encodeURIComponent(key)}`);
    case 'grafana':
      return post(`${base}/api/annotations`, { authorization: `Bearer ${key}` });
    case 'sentry': {
      const signature = await signText(textOf(fields, 'secret'), body);
      return post(textOf(fields, 'webhook_url'), { 'x-sentry-signature': signature });
    }
    default:
      return toIdentityRequest(kind, { base, key, fields }, body);
  }
}

type Told = { identifier: string; properties: Record<string, unknown> };
type Target = { base: string; key: string; fields: Fields };

/** What tells of identities: the stored text holds no secret, which some receivers want inside it. */
async function toIdentityRequest(
  kind: 'amplitude' | 'heap' | 'mixpanel' | 'rudderstack' | 'segment' | 'webhook',
  { base, key, fields }: Target,
  stored: string,
): Promise<OutboundRequest> {
  const identities = JSON.parse(stored) as Told[];
  const post = (url: string, body: unknown, headers: Record<string, string> = {}): OutboundRequest => ({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  switch (kind) {
    case 'amplitude': {
      const users = identities.map(({ identifier, properties }) => ({
        user_id: identifier,
        user_properties: properties,
      }));
      const form = new URLSearchParams({ api_key: key, identification: JSON.stringify(users) });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return { url: `${base}/identify`, method: 'POST', headers, body: form.toString() };
    }
    case 'segment':
    case 'rudderstack': {
      const batch = identities.map(({ identifier, properties }) => ({
        type: 'identify',
        userId: identifier,
        traits: properties,
      }));
      return post(`${base}/v1/batch`, { batch }, { authorization: `Basic ${toBasic(key)}` });
    }
    case 'mixpanel': {
      const profiles = identities.map(({ identifier, properties }) => ({
        $token: key,
        $distinct_id: identifier,
        $set: properties,
        $ip: '0',
      }));
      const headers = { accept: 'text/plain', 'x-mixpanel-integration-id': 'flagsmith' };
      return post(`${base}/engage#profile-set`, profiles, headers);
    }
    case 'heap': {
      const [{ identifier, properties } = { identifier: '', properties: {} }] = identities;
      return post(`${base}/api/track`, {
        app_id: key,
        identity: identifier,
        event: 'Flagsmith Feature Flags',
        properties,
      });
    }
    case 'webhook': {
      const [identity] = JSON.parse(stored) as object[];
      const body = JSON.stringify(identity);
      const secret = textOf(fields, 'secret');
      const signed: Record<string, string> =
        secret === '' ? {} : { 'x-flagsmith-signature': await signText(secret, body) };
      const headers = { 'content-type': 'application/json', ...signed };
      return { url: textOf(fields, 'url'), method: 'POST', headers, body, mayBePlain: true };
    }
  }
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
