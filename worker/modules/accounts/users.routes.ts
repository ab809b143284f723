import {
  AccountUser,
  CurrentUser,
  EmailChange,
  OnboardingChange,
  PasswordChange,
  UserChange,
  UserDeletion,
} from '../../contract/accounts.ts';
import { pageOf, Problems } from '../../contract/pages.ts';
import { ACCOUNT, PROFILE } from '../../core/access.ts';
import { notFound } from '../../core/errors.ts';
import { operation } from '../../http/operation.ts';
import { PAGES_OF_TEN, toPage } from '../../http/paginate.ts';
import { noContent, ok } from '../../http/reply.ts';
import { deleteAccount } from './deletion.service.ts';
import { changeEmail } from './email.service.ts';
import { changePassword } from './password.service.ts';
import { changeOnboarding, changeProfile, getAccountUser, getCurrentUser, personOf } from './profile.service.ts';

const ME = '/api/v1/auth/users/me/';

export const userOperations = [
  operation({
    method: 'GET',
    path: ME,
    access: PROFILE,
    summary: "Shows the caller's account",
    replies: { 200: CurrentUser },
    handle: async ({ context }) => ok(await getCurrentUser(context)),
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: ME,
    access: ACCOUNT,
    summary: "Changes the caller's names",
    body: UserChange,
    replies: { 200: CurrentUser, 400: Problems },
    handle: async ({ context, body }) => {
      await changeProfile(context, body);
      return ok(await getCurrentUser(context));
    },
  }),
  operation({
    method: 'DELETE',
    path: ME,
    access: ACCOUNT,
    summary: "Deletes the caller's account",
    body: UserDeletion,
    replies: { 204: null, 400: Problems },
    handle: async ({ context, body }) => {
      await deleteAccount(context, {
        currentPassword: body.current_password ?? '',
        deletesOrphans: body.delete_orphan_organisations ?? true,
      });
      return noContent();
    },
  }),
  operation({
    method: 'PATCH',
    path: `${ME}onboarding/`,
    access: ACCOUNT,
    summary: 'Notes what the caller has done of the first steps',
    body: OnboardingChange,
    replies: { 204: null, 400: Problems },
    handle: async ({ context, body }) => {
      await changeOnboarding(context, body);
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/users/set_password/',
    access: ACCOUNT,
    summary: "Changes the caller's password and ends the other sessions",
    body: PasswordChange,
    hashes: true,
    replies: { 204: null, 400: Problems },
    handle: async ({ context, body }) => {
      await changePassword(context, body);
      return noContent();
    },
  }),
  operation({
    method: 'POST',
    path: '/api/v1/auth/users/set_email/',
    access: ACCOUNT,
    summary: "Changes the caller's email address and tells the old one",
    body: EmailChange,
    hashes: true,
    replies: { 204: null, 400: Problems },
    handle: async ({ context, body }) => {
      await changeEmail(context, body);
      return noContent();
    },
  }),
];

/** compat: the deprecated list of users, in which people find nobody but themselves. */
export const deprecatedUserOperations = [
  operation({
    method: 'GET',
    path: '/api/v1/auth/users/',
    access: ACCOUNT,
    summary: "Lists the caller's account (deprecated)",
    replies: { 200: pageOf(AccountUser) },
    handle: async (call) => ok(toPage(call, PAGES_OF_TEN, { count: 1, items: [await getAccountUser(call.context)] })),
  }),
  operation({
    method: 'GET',
    path: '/api/v1/auth/users/{id}/',
    access: ACCOUNT,
    summary: "Shows the caller's account (deprecated)",
    replies: { 200: AccountUser },
    handle: async ({ context, id }) => {
      if (id('id') !== personOf(context).id) throw notFound();
      return ok(await getAccountUser(context));
    },
  }),
  operation({
    method: ['PUT', 'PATCH'],
    path: '/api/v1/auth/users/{id}/',
    access: ACCOUNT,
    summary: "Changes the caller's names (deprecated)",
    body: UserChange,
    replies: { 200: AccountUser, 400: Problems },
    handle: async ({ context, id, body }) => {
      if (id('id') !== personOf(context).id) throw notFound();
      await changeProfile(context, body);
      return ok(await getAccountUser(context));
    },
  }),
  operation({
    method: 'DELETE',
    path: '/api/v1/auth/users/{id}/',
    access: ACCOUNT,
    summary: "Deletes the caller's account (deprecated)",
    query: UserDeletion,
    body: UserDeletion,
    replies: { 204: null, 400: Problems },
    handle: async ({ context, id, query, body }) => {
      if (id('id') !== personOf(context).id) throw notFound();
      await deleteAccount(context, {
        currentPassword: body.current_password ?? query.current_password ?? '',
        deletesOrphans: body.delete_orphan_organisations ?? query.delete_orphan_organisations ?? true,
      });
      return noContent();
    },
  }),
];
