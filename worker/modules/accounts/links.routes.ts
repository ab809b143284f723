import type * as z from 'zod/mini';
import { Activation, EmailConfirmation, EmailOnly, PasswordConfirmation } from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { PUBLIC } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { operation } from '../../http/operation.ts';
import { noContent } from '../../http/reply.ts';
import { activate, resendActivation } from './activation.service.ts';
import { confirmEmailReset, requestEmailReset } from './email.service.ts';
import { confirmPasswordReset, requestPasswordReset } from './password.service.ts';

/** A step of an exchange by mailed links: open to everybody, throttled, and silent when it succeeds. */
function step<Body extends z.ZodMiniType>(
  name: string,
  summary: string,
  body: Body,
  handle: (context: Context, body: z.output<Body>) => Promise<void>,
) {
  return operation({
    method: 'POST',
    path: `/api/v1/auth/users/${name}/`,
    access: PUBLIC,
    summary,
    body,
    replies: { 204: null, 400: Problems, 429: Detail },
    throttle: 'password_reset',
    handle: async (call) => {
      await handle(call.context, call.body as z.output<Body>);
      return noContent();
    },
  });
}

export const linkOperations = [
  step('reset_password', 'Mails a link to set a password with', EmailOnly, (context, { email }) =>
    requestPasswordReset(context, email),
  ),
  step('reset_password_confirm', 'Sets a password by a mailed link', PasswordConfirmation, confirmPasswordReset),
  step('reset_email', 'Mails a link to set an email address with', EmailOnly, (context, { email }) =>
    requestEmailReset(context, email),
  ),
  step('reset_email_confirm', 'Sets an email address by a mailed link', EmailConfirmation, confirmEmailReset),
  step('activation', 'Activates an account by a mailed link', Activation, activate),
  step('resend_activation', 'Mails the link to activate an account with again', EmailOnly, (context, { email }) =>
    resendActivation(context, email),
  ),
];
