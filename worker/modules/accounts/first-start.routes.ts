import * as z from 'zod/mini';
import { AdminMade, FirstSuperuser, FirstSuperuserMade } from '../../contract/accounts.ts';
import { Detail, Problems } from '../../contract/pages.ts';
import { PUBLIC } from '../../core/access.ts';
import { PLAIN_PAGE_HEADERS } from '../../core/html.ts';
import { operation } from '../../http/operation.ts';
import { created, ok } from '../../http/reply.ts';
import { checkNobodyIsHere, makeFirstSuperuser, makeNamedSuperuser } from './first-start.service.ts';
import { renderFirstSuperuserPage } from './first-superuser-page.ts';

const PAGE = '/api/v1/users/config/init/';

export const firstStartOperations = [
  operation({
    method: 'GET',
    path: PAGE,
    access: PUBLIC,
    summary: 'Shows the form that makes the first superuser, until somebody has an account',
    replies: { 200: z.string(), 404: Detail },
    handle: async ({ context, url }) => {
      await checkNobodyIsHere(context);
      return { ...ok(renderFirstSuperuserPage(url.host)), headers: PLAIN_PAGE_HEADERS };
    },
  }),
  operation({
    method: 'POST',
    path: PAGE,
    access: PUBLIC,
    summary: 'Makes the first superuser, who has yet to set a password',
    body: FirstSuperuser,
    replies: { 200: FirstSuperuserMade, 400: Problems, 404: Detail },
    throttle: 'password_reset',
    handle: async ({ context, body }) =>
      ok(
        await makeFirstSuperuser(context, {
          email: body.email,
          siteName: body.site_name,
          siteDomain: body.site_domain,
        }),
      ),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/users/init/',
    access: PUBLIC,
    summary: 'Makes the superuser whom ADMIN_EMAIL names, once',
    replies: { 201: AdminMade, 400: Problems },
    throttle: 'password_reset',
    handle: async ({ context }) => created(await makeNamedSuperuser(context)),
  }),
];
