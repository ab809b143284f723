import { expect, test } from 'vitest';
import { describeReturn, isWebAddress } from './return-address.ts';

test.each([
  ['https://app.example/callback?x=1', { host: 'app.example', isHere: false }],
  ['https://app.example:8443/', { host: 'app.example:8443', isHere: false }],
  ['http://127.0.0.1:41999/callback', { host: '127.0.0.1:41999', isHere: true }],
  ['http://[::1]:3000/', { host: '[::1]:3000', isHere: true }],
  ['https://127.0.0.1.evil.example/', { host: '127.0.0.1.evil.example', isHere: false }],
])('return address %s → its host, and whether it is this machine', (uri, description) => {
  expect(describeReturn(uri)).toEqual(description);
});

test('address that a page is sent to → of the web alone', () => {
  const web = ['https://app.example/', 'http://127.0.0.1/'];
  const other = ['javascript:alert(1)', 'data:text/html,x', '/path', '', undefined];
  expect(web.every(isWebAddress)).toBe(true);
  expect(other.some(isWebAddress)).toBe(false);
});
