import { expect, test } from 'vitest';
import { HOSTILE_ADDRESSES } from '../testing/fixtures/hostile-addresses.ts';
import { findOutboundFault } from './outbound-url.ts';

const STRICT = { allowHttp: false, allowPrivate: false };

test.each(HOSTILE_ADDRESSES)('outbound address: %s → refused', (url) => {
  expect(findOutboundFault(url, STRICT)).toEqual(expect.any(String));
});

const good = [
  'https://example.org/hook?a=b#c',
  'https://hooks.slack.com/services/x',
  'https://example.org:8443/',
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://100.128.0.1/',
  'https://[2606:4700:4700::1111]/',
  'https://bücher.example.org/',
];

test.each(good)('outbound address: %s → allowed', (url) => {
  expect(findOutboundFault(url, STRICT)).toBeNull();
});

test('outbound address: private places allowed by the deployment → allowed, but never with credentials or another scheme', () => {
  const open = { allowHttp: true, allowPrivate: true };
  expect(findOutboundFault('http://10.0.0.1:9000/hook', open)).toBeNull();
  expect(findOutboundFault('http://a:b@10.0.0.1/', open)).toEqual(expect.any(String));
  expect(findOutboundFault('file:///etc/passwd', open)).toEqual(expect.any(String));
});
