import { expect, test } from 'vitest';
import { findRedirectFault, isRegisteredRedirect, withParameters } from './redirect-uris.ts';

test.each([
  'https://app.example/callback',
  'https://app.example/callback?from=halyard',
  'http://127.0.0.1/callback',
  'http://[::1]:3000/callback',
  'http://localhost:33418/',
])('redirect URI %s → may be registered', (uri) => {
  expect(findRedirectFault(uri)).toBeNull();
});

test.each([
  'http://app.example/callback',
  'javascript:alert(1)',
  'data:text/html,x',
  'cursor://callback',
  'https://app.example/#fragment',
  'https://app.example/callback#',
  'https://me:secret@app.example/',
  'http://127.0.0.1.example/callback',
  'http://127.0.0.1@evil.example/callback',
  'https://app.example\\@evil.example/',
  ' https://app.example/',
  'https://app.example/\n',
  'https://äpp.example/',
  '/callback',
  '',
  `https://app.example/${'x'.repeat(2_000)}`,
])('redirect URI %j → may not be registered', (uri) => {
  expect(findRedirectFault(uri)).not.toBeNull();
});

test('redirect URI of a request → has to be registered to the letter, but for the port of a loopback address', () => {
  const registered = ['https://app.example/callback', 'http://127.0.0.1/callback', 'http://localhost:3000/callback'];
  const accepted = [
    'https://app.example/callback',
    'http://127.0.0.1/callback',
    'http://127.0.0.1:1/callback',
    'http://127.0.0.1:65535/callback',
    'http://localhost:3000/callback',
  ];
  const refused = [
    'https://app.example/callback/',
    'https://app.example/callback?x=1',
    'https://app.example:8443/callback',
    'https://APP.example/callback',
    'https://app.example/other/../callback',
    'https://app.example.evil.example/callback',
    'http://app.example/callback',
    'http://127.0.0.1:8080/other',
    'http://127.0.0.1:8080/callback/..',
    'http://127.0.0.1:8080/callback?x=1',
    'http://127.0.0.1:8080@evil.example/callback',
    'http://127.0.0.1:99999/callback',
    'http://127.1:8080/callback',
    'https://127.0.0.1:8080/callback',
    'http://[::1]:8080/callback',
    'http://localhost:3001/callback',
    'http://localhost/callback',
    '',
  ];

  expect(accepted.filter((uri) => !isRegisteredRedirect(uri, registered))).toEqual([]);
  expect(refused.filter((uri) => isRegisteredRedirect(uri, registered))).toEqual([]);
});

test('parameters for the application → are added to those it has, encoded', () => {
  expect(withParameters('https://app.example/cb?a=1', { code: 'x y', state: '&b=2', iss: undefined })).toBe(
    'https://app.example/cb?a=1&code=x+y&state=%26b%3D2',
  );
});
