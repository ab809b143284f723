import { expect, test } from 'vitest';
import { googleAddress, inviteOf, readGoogle, readReturn } from './providers.ts';

test('providers: the value of the flag → what it names; nonsense → nothing', () => {
  expect(readGoogle('{"clientId": " our-app ", "apiKey": "k"}')).toBe('our-app');
  for (const value of [null, '', 'null', '[]', '1', '{}', '{"clientId": 1}', '{"clientId": " "}']) {
    expect(readGoogle(value)).toBeNull();
  }
});

test('providers: where one is sent → with the state, and back here', () => {
  const google = new URL(googleAddress('our-app', 'https://flags.example.com', 'abc'));
  expect(Object.fromEntries(google.searchParams)).toMatchObject({
    client_id: 'our-app',
    redirect_uri: 'https://flags.example.com/oauth/google',
    response_type: 'token',
    state: 'abc',
  });
});

test('providers: what comes back → state with token or code, or what the provider says', () => {
  expect(readReturn({ search: '', hash: '#state=s&access_token=t' })).toEqual({
    state: 's',
    token: 't',
    code: null,
    refusal: null,
  });
  expect(readReturn({ search: '?access_token=t&state=s', hash: '' }).token).toBeNull();
  expect(readReturn({ search: '?code=c&state=s', hash: '' })).toMatchObject({ state: 's', code: 'c' });
  expect(readReturn({ search: '?error=server_error&error_description=Later&state=s', hash: '' })).toEqual({
    state: 's',
    token: null,
    code: null,
    refusal: 'Later',
  });
  expect(readReturn({ search: '?error=access_denied&error_description=No', hash: '' }).refusal).toBe('access_denied');
});

test('providers: on the way to an invitation → it counts; elsewhere → none', () => {
  expect(inviteOf('/invite/a%2Fb')).toEqual({ sign_up_type: 'INVITE_EMAIL', invite_hash: 'a/b' });
  expect(inviteOf('/invite-link/abc?x=1')).toEqual({ sign_up_type: 'INVITE_LINK', invite_hash: 'abc' });
  expect(inviteOf('/project/1')).toEqual({});
  expect(inviteOf('/invite/%zz')).toEqual({});
});
