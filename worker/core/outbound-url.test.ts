import { expect, test } from 'vitest';
import { findOutboundFault } from './outbound-url.ts';

const STRICT = { allowHttp: false, allowPrivate: false };

const bad = [
  'http://example.org/',
  'ftp://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'gopher://example.org/',
  'not a url',
  '',
  '//example.org/',
  `https://example.org/${'x'.repeat(2_000)}`,
  'https://user@example.org/',
  'https://user:secret@example.org/',
  'https://example.org@127.0.0.1/',
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://api.localhost/',
  'https://router/',
  'https://printer.local/',
  'https://metadata.google.internal/',
  'https://vault.internal./',
  'https://db.corp/',
  'https://nas.home.arpa/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.0.1./',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://100.64.0.1/',
  'https://100.127.255.255/',
  'https://192.0.0.8/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.19.255.255/',
  'https://198.51.100.7/',
  'https://203.0.113.7/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::1]/',
  'https://[100::1]/',
  'https://[2001::1]/',
  'https://[2001:db8::1]/',
  'https://[2002:7f00:1::]/',
  'https://[3fff::1]/',
  'https://[fc00::1]/',
  'https://[fd12:3456::1]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
];

test.each(bad)('outbound address: %s → refused', (url) => {
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
