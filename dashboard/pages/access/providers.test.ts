import { expect, test } from 'vitest';
import { githubAddress, googleAddress, inviteOf, readGithub, readGoogle, readReturn } from './providers.ts';

test('providers: values of the flags → what they name; nonsense → nothing', () => {
  expect(readGoogle('{"clientId": " our-app ", "apiKey": "k"}')).toBe('our-app');
  expect(readGithub('{"url": "https://github.com/login/oauth/authorize?client_id=1"}')).toContain('client_id=1');
  for (const value of [null, '', 'null', '[]', '{}', '{"clientId": 1, "url": 2}', '{"clientId": " ", "url": ""}']) {
    expect([readGoogle(value), readGithub(value)]).toEqual([null, null]);
  }
});

test('providers: an address that would run a script → nothing', () => {
  expect(readGithub('{"url": "javascript:alert(1)"}')).toBeNull();
});

test('providers: where one is sent → with the state, and back here', () => {
  const google = new URL(googleAddress('our-app', 'https://flags.example.com', 'abc'));
  expect(Object.fromEntries(google.searchParams)).toMatchObject({
    client_id: 'our-app',
    redirect_uri: 'https://flags.example.com/oauth/google',
    response_type: 'token',
    state: 'abc',
  });
  const github = new URL(githubAddress('https://github.com/login/oauth/authorize?client_id=1&state=old', 'abc'));
  expect(github.searchParams.getAll('state')).toEqual(['abc']);
  expect(github.searchParams.get('client_id')).toBe('1');
});

test('providers: what comes back → state and token, or what the provider says', () => {
  expect(readReturn('google', { search: '', hash: '#state=s&access_token=t' })).toEqual({
    state: 's',
    secret: 't',
    problem: null,
  });
  expect(readReturn('google', { search: '?access_token=t&state=s', hash: '' }).secret).toBeNull();
  expect(readReturn('github', { search: '?code=c&state=s', hash: '' }).secret).toBe('c');
  expect(readReturn('github', { search: '?error=access_denied&error_description=No&state=s', hash: '' })).toEqual({
    state: 's',
    secret: null,
    problem: 'No',
  });
});

test('providers: on the way to an invitation → it counts; elsewhere → none', () => {
  expect(inviteOf('/invite/a%2Fb')).toEqual({ sign_up_type: 'INVITE_EMAIL', invite_hash: 'a/b' });
  expect(inviteOf('/invite-link/abc?x=1')).toEqual({ sign_up_type: 'INVITE_LINK', invite_hash: 'abc' });
  expect(inviteOf('/project/1')).toEqual({});
  expect(inviteOf('/invite/%zz')).toEqual({});
});
