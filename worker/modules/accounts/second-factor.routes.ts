import {
  BackupCodes,
  MfaMethods,
  SecondFactorCode,
  SecondFactorEnd,
  SecondFactorStart,
} from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { ACCOUNT } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { noContent, ok } from '../../http/reply.ts';
import { personOf } from './profile.service.ts';
import { confirmSecondFactor, endSecondFactor, startSecondFactor } from './second-factor.service.ts';
import { listMethods } from './sign-in.service.ts';

export const secondFactorOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/auth/app/activate/',
    access: ACCOUNT,
    summary: 'Begins to set up an authenticator app',
    replies: { 200: SecondFactorStart, 400: Problems },
    handle: async ({ context }) => ok(await startSecondFactor(context)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/app/activate/confirm/',
    access: ACCOUNT,
    summary: 'Turns two-factor authentication on',
    body: SecondFactorCode,
    replies: { 200: BackupCodes, 400: Problems, 429: Detail },
    handle: async ({ context, body }) => ok(await confirmSecondFactor(context, body.code)),
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/app/deactivate/',
    access: ACCOUNT,
    summary: 'Turns two-factor authentication off, by a code or the password',
    body: SecondFactorEnd,
    replies: { 204: null, 400: Problems, 429: Detail },
    hashes: true,
    handle: async ({ context, body }) => {
      await endSecondFactor(context, body);
      return noContent();
    },
  }),
  operation({
    method: 'GET',
    path: '/api/v1/auth/mfa/user-active-methods/',
    access: ACCOUNT,
    summary: "Lists the caller's active second factors",
    replies: { 200: MfaMethods },
    handle: async ({ context }) => ok(await listMethods(context, personOf(context).id)),
  }),
];
