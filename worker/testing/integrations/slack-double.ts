import type { Sink } from '../fixtures/sink.ts';

export const SLACK_CHANNELS = [
  { id: 'C1', name: 'general' },
  { id: 'C2', name: 'releases' },
];

/** The Worker's settings that make it take the receiver for Slack. */
export const slackVariables = ({ url }: Sink) => ({
  ALLOW_PRIVATE_DESTINATIONS: 'true',
  SLACK_CLIENT_ID: 'client-id',
  SLACK_CLIENT_SECRET: 'client-secret',
  SLACK_API_URL: `${url}/api`,
});

/** Answers as Slack does: its consent page, which agrees at once, and its API with two channels. */
export function answerAsSlack(slack: Sink): void {
  slack.answer = (request, response) => {
    const url = new URL(request.path, slack.url);
    if (url.pathname === '/oauth/v2/authorize') {
      const outcome = { code: 'the-code', state: url.searchParams.get('state') ?? '' };
      response.writeHead(302, { location: `${url.searchParams.get('redirect_uri')}?${new URLSearchParams(outcome)}` });
      response.end();
      return;
    }
    const answers: Record<string, object> = {
      '/api/oauth.v2.access': { ok: true, access_token: 'xoxb-token' },
      '/api/conversations.list': { ok: true, channels: SLACK_CHANNELS, response_metadata: { next_cursor: '' } },
    };
    response.end(JSON.stringify(answers[url.pathname] ?? { ok: true }));
  };
}
