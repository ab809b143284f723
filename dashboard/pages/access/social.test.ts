import { expect, test } from 'vitest';
import { invitationOf, providerAddress, readReturn } from './social.ts';

const HERE = 'https://flags.example.com';
const trip = { state: 's1', next: '/' };

test('google: client id → its consent page, which comes back here with the state', () => {
  const address = new URL(providerAddress('google', '{"clientId": "abc", "apiKey": "k"}', HERE, 's1') ?? '');
  expect(address.origin).toBe('https://accounts.google.com');
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    client_id: 'abc',
    redirect_uri: `${HERE}/oauth/google`,
    state: 's1',
  });
});

test('github: the address of the flag, with the state', () => {
  const value = '{"url": "https://github.com/login/oauth/authorize?client_id=1"}';
  const expected = 'https://github.com/login/oauth/authorize?client_id=1&state=s1';
  expect(providerAddress('github', value, HERE, 's1')).toBe(expected);
});

test.each([null, '', 'x', '{}', '[]', '{"url": "javascript:alert(1)"}', '{"url": 3}', '{"clientId": ""}'])(
  'flag of no use: %s → no address',
  (value) => {
    expect(providerAddress('github', value, HERE, 's')).toBeNull();
    expect(providerAddress('google', value, HERE, 's')).toBeNull();
  },
);

test('return: token or code with the right state → taken; with another, or unasked → not', () => {
  expect(readReturn('google', { search: '', hash: '#access_token=t&state=s1' }, trip)).toBe('t');
  expect(readReturn('github', { search: '?code=c&state=s1', hash: '' }, trip)).toBe('c');
  expect(readReturn('github', { search: '?code=c&state=s2', hash: '' }, trip)).toBeNull();
  expect(readReturn('github', { search: '?code=c&state=s1', hash: '' }, null)).toBeNull();
  expect(readReturn('google', { search: '', hash: '#error=access_denied&state=s1' }, trip)).toBeNull();
});

test('invited → the invitation goes with the account', () => {
  expect(invitationOf('/invite/h1')).toEqual({ sign_up_type: 'INVITE_EMAIL', invite_hash: 'h1' });
  expect(invitationOf('/invite-link/h2')).toEqual({ sign_up_type: 'INVITE_LINK', invite_hash: 'h2' });
  expect(invitationOf('/organisations')).toEqual({});
});
