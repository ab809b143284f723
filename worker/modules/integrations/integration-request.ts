import type { ConfiguredKind } from '../../contract/integrations.ts';
import type { OutboundRequest } from '../../core/context.ts';
import { signText } from '../../core/sign-text.ts';

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
      throw new Error(`nothing is sent to ${kind} yet`);
  }
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
