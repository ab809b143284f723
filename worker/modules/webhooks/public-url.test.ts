import { expect, test } from 'vitest';
import { isPublicUrl } from './public-url.ts';

test.each([
  'https://example.com/hook',
  'http://sub.example.com:8080/?a=b',
  'https://8.8.8.8/',
  'https://172.32.0.1/',
  'https://[2606:4700::1111]/',
])('public URL: %s → accepted', (url) => {
  expect(isPublicUrl(url)).toBe(true);
});

test.each([
  'http://localhost/',
  'http://localhost./',
  'http://a.localhost/',
  'http://printer/',
  'http://db.internal/',
  'http://nas.local/',
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0/',
  'http://10.1.2.3/',
  'http://172.16.0.1/',
  'http://192.168.1.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://100.64.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:db8::1]/',
  'http://user:password@example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'nonsense',
])('public URL: %s → refused', (url) => {
  expect(isPublicUrl(url)).toBe(false);
});
