import { SlackAnswer } from '../../contract/integrations.ts';
import type { Context, OutboundReply, OutboundRequest } from '../../core/context.ts';
import { DomainError, invalid } from '../../core/errors.ts';

const API = 'https://slack.com/api/';
/** Slack says these when it is Slack that has a problem. */
const PASSING = new Set(['ratelimited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** Where Slack listens; `SLACK_API_URL` points to a stand-in. Ends with a slash. */
export function slackApiUrl({ setting }: Pick<Context, 'setting'>): string {
  const url = setting('SLACK_API_URL') ?? API;
  return url.endsWith('/') ? url : `${url}/`;
}

/** The request that posts a message; the text names the channel. */
export function toSlackRequest(ports: Pick<Context, 'setting'>, token: string, body: string): OutboundRequest {
  const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` };
  return { url: `${slackApiUrl(ports)}chat.postMessage`, method: 'POST', headers, body };
}

/** Slack answers 200 to what it refuses: the reply with the status that says so. */
export function toHonestReply(reply: OutboundReply): OutboundReply {
  if (reply.status !== 200) return reply;
  const { ok, error = '' } = readAnswer(reply.text);
  if (ok) return reply;
  return { ...reply, status: PASSING.has(error) ? 503 : 400 };
}

type Schema<T> = { safeParse: (value: unknown) => { success: true; data: T } | { success: false } };

/** Calls a method of Slack's API. Throws INVALID with Slack's word for what is wrong. */
export async function callSlack<T>(
  context: Context,
  schema: Schema<T>,
  method: string,
  { token, fields }: { token: string | null; fields: Record<string, string> },
): Promise<T> {
  const reply = await context.outbound
    .send({
      url: `${slackApiUrl(context)}${method}`,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: new URLSearchParams(fields).toString(),
    })
    .catch((error: unknown) => {
      throw new DomainError('INVALID', 'Slack cannot be reached.', { cause: error });
    });
  const answer = readAnswer(reply.text);
  if (!answer.ok) throw invalid(`Slack refused: ${answer.error ?? `it answered ${reply.status}`}.`);
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw invalid('Slack answered something else than expected.');
  return parsed.data;
}

function readAnswer(text: string) {
  try {
    const parsed = SlackAnswer.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : { ok: false, error: 'not an answer' };
  } catch {
    return { ok: false, error: 'not an answer' };
  }
}
