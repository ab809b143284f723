import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { logFailure } from '../../platform/log.ts';
import { toSlackBody } from './change-bodies.ts';
import { toHonestReply, toSlackRequest } from './slack-api.service.ts';
import { openInstallation, showOneSlack } from './slack-environments.service.ts';

const SAMPLE = { log: 'This is a sample event', environmentName: 'Sample environment', author: null };

/** Posts a sample message, once. Throws NOT_FOUND, and INVALID where Slack is not installed. */
export async function testSlack(context: Context, scope: Scope, id: number) {
  const { channel_id: channel } = await showOneSlack(context, scope, id);
  const { token } = await openInstallation(context, scope);
  try {
    const reply = await context.outbound.send(toSlackRequest(context, token, toSlackBody(SAMPLE, channel)));
    const { status } = toHonestReply(reply);
    if (status === 200) return { passed: true, status, detail: 'The sample event was taken.' };
    return { passed: false, status, detail: 'Slack did not post it.' };
  } catch (error) {
    logFailure('integration.test.failed', error, { slackEnvironmentId: id });
    return { passed: false, status: 0, detail: 'Slack could not be reached.' };
  }
}
