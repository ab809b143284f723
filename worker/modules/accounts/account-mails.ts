import type { Mail } from '../../core/context.ts';

const closing = 'If it was not you, there is nothing to do.';

export const passwordResetMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Set a new password',
  text: `Somebody asked for a new password for the account of ${to}.\n\nSet one within an hour here:\n${link}\n\n${closing}\n`,
});

export const activationMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Activate your account',
  text: `An account was made for ${to}.\n\nActivate it within three days here:\n${link}\n\n${closing}\n`,
});

export const emailResetMail = (to: string, link: string): Mail => ({
  to,
  subject: 'Set a new email address',
  text: `Somebody asked to change the email address of the account of ${to}.\n\nSet the new one within an hour here:\n${link}\n\n${closing}\n`,
});

/** Goes to the old address. The new one is not told: whoever took over the account may own it. */
export const emailChangedMail = (to: string): Mail => ({
  to,
  subject: 'Your email address was changed',
  text: `The email address of your account was changed and is no longer ${to}.\n\nIf it was not you, tell an administrator of your organisation at once.\n`,
});

export const secondFactorEndedMail = (to: string): Mail => ({
  to,
  subject: 'Two-factor authentication was turned off',
  text: `Your account ${to} no longer asks for a code of an authenticator app.\n\nIf it was not you, set a new password and turn it on again at once.\n`,
});

export const passkeyAddedMail = (to: string, name: string): Mail => ({
  to,
  subject: 'A passkey was added',
  text: `The passkey “${name}” now signs in to your account ${to}.\n\nIf it was not you, remove it and set a new password at once.\n`,
});

export const passkeyRemovedMail = (to: string, name: string): Mail => ({
  to,
  subject: 'A passkey was removed',
  text: `The passkey “${name}” no longer signs in to your account ${to}.\n\nIf it was not you, set a new password at once.\n`,
});
