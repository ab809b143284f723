import { expect, test } from 'vitest';
import { checkOrigin, readSession, sessionCookie, wantsSession } from './session-cookie.ts';

const settingsOf = (all: Record<string, string> = {}) => ({ setting: (name: string) => all[name] });
const requestOf = (url: string, headers: Record<string, string> = {}, method = 'POST') =>
  new Request(url, { method, headers });

test('over TLS → a cookie that no other site and no plain connection can set; only such a one is read', () => {
  const request = requestOf('https://halyard.test/', { cookie: 'halyard-session=planted; __Host-halyard-session=own' });
  expect(sessionCookie(settingsOf(), request, 'abc')).toMatch(/^__Host-halyard-session=abc; .*Secure/);
  expect(readSession(settingsOf(), request)).toBe('own');
});

test('without TLS → a cookie that browsers keep on a plain connection', () => {
  const request = requestOf('http://192.168.0.7/', { cookie: 'halyard-session=own' });
  const cookie = sessionCookie(settingsOf(), request, 'abc');
  expect(cookie).toMatch(/^halyard-session=abc; /);
  expect(cookie).not.toContain('Secure');
  expect(readSession(settingsOf(), request)).toBe('own');
});

test('TLS ends before the server, and USE_SECURE_COOKIES says so → as over TLS', () => {
  const request = requestOf('http://halyard.test/', { cookie: 'halyard-session=planted' });
  const settings = settingsOf({ USE_SECURE_COOKIES: 'True' });
  expect(sessionCookie(settings, request, 'abc')).toMatch(/^__Host-/);
  expect(readSession(settings, request)).toBeNull();
});

test('who asks for a cookie, or a server that gives nothing else → a session', () => {
  expect(wantsSession(settingsOf(), requestOf('http://halyard.test/'))).toBe(false);
  expect(wantsSession(settingsOf(), requestOf('http://halyard.test/', { 'x-sign-in': 'cookie' }))).toBe(true);
  expect(wantsSession(settingsOf({ COOKIE_AUTH_ENABLED: 'True' }), requestOf('http://halyard.test/'))).toBe(true);
});

test.each([
  ['read', 'GET', {}],
  ['from a page of its own', 'POST', { 'sec-fetch-site': 'same-origin' }],
  ['by an old browser, from its own origin', 'POST', { origin: 'https://halyard.test' }],
])('%s → let through', (_what, method, headers) => {
  expect(() =>
    checkOrigin(requestOf('https://halyard.test/', headers as Record<string, string>, method)),
  ).not.toThrow();
});

test.each([
  ['from another site', { 'sec-fetch-site': 'cross-site' }],
  ['from another site that sends our origin', { 'sec-fetch-site': 'cross-site', origin: 'https://halyard.test' }],
  ['from a neighbour', { 'sec-fetch-site': 'same-site' }],
  ['typed into the address bar', { 'sec-fetch-site': 'none' }],
  ['from an origin that only begins like ours', { origin: 'https://halyard.test.evil.example' }],
  ['without an origin', {}],
])('%s → refused', (_what, headers) => {
  const request = requestOf('https://halyard.test/', headers as Record<string, string>);
  expect(() => checkOrigin(request)).toThrow(/only be used from pages/);
});
