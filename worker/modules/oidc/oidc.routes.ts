import { Detail } from '../../contract/pages.ts';
import { MachineToken, TokenExchange } from '../../contract/trust-relationships.ts';
import { PUBLIC } from '../../core/access.ts';
import { operation } from '../../http/operation.ts';
import { ok } from '../../http/reply.ts';
import { exchangeToken } from './exchange.service.ts';

export const oidcOperations = [
  operation({
    method: 'POST',
    path: '/api/v1/auth/oidc/token/',
    access: PUBLIC,
    summary: 'Exchanges the token that a provider gave a machine for one of this API',
    body: TokenExchange,
    replies: { 200: MachineToken, 401: Detail, 429: Detail },
    throttle: 'oidc_token',
    handle: async ({ context, body }) => ok(await exchangeToken(context, body.token)),
  }),
];
