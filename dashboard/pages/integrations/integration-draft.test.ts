import { expect, test } from 'vitest';
import { INTEGRATION_KINDS } from '../../api/integration-kinds.ts';
import { hasSecret, toBody, toDraft } from './integration-draft.ts';

const fieldsOf = (kind: string) => INTEGRATION_KINDS.find((one) => one.kind === kind)?.fields ?? [];

test('draft: of what is stored → as it is, but the secret is empty', () => {
  const stored = { base_url: 'https://a.example', api_key: '********', use_custom_source: true };
  expect(toDraft(fieldsOf('datadog'), stored)).toEqual({
    base_url: 'https://a.example',
    api_key: '',
    use_custom_source: 'true',
  });
  expect(toDraft(fieldsOf('segment'), null)).toEqual({ api_key: '', base_url: 'https://api.segment.io/' });
});

test('body: an empty secret → not sent; an empty optional address → what holds without it; switches → booleans', () => {
  expect(toBody(fieldsOf('amplitude'), { api_key: '', base_url: ' ' })).toEqual({
    base_url: 'https://api2.amplitude.com',
  });
  const datadog = { base_url: ' https://a.example ', api_key: 'k', use_custom_source: 'false' };
  expect(toBody(fieldsOf('datadog'), datadog)).toEqual({
    base_url: 'https://a.example',
    api_key: 'k',
    use_custom_source: false,
  });
});

test('body: a secret to forget → sent as nothing', () => {
  expect(toBody(fieldsOf('webhook'), { url: 'https://a.example', secret: '' }, ['secret'])).toEqual({
    url: 'https://a.example',
    secret: '',
  });
});

test('secret: hidden → one is kept; blank, or nothing stored → none', () => {
  const secret = fieldsOf('webhook')[1]!;
  expect(hasSecret(secret, { secret: '********' })).toBe(true);
  expect(hasSecret(secret, { secret: '' })).toBe(false);
  expect(hasSecret(secret, null)).toBe(false);
});
