import { expect, test } from 'vitest';
import { toProjectBody } from './project-draft.ts';

test('project draft: one field → that field alone', () => {
  expect(toProjectBody({ staleDays: '30' })).toEqual({ stale_flags_limit_days: 30 });
});

test('project draft: emptied → null, which is none', () => {
  expect(toProjectBody({ regex: '', approvals: '' })).toEqual({
    feature_name_regex: null,
    minimum_change_request_approvals: null,
  });
});

test('project draft: no number → sent as it is, so that the server can say so', () => {
  expect(toProjectBody({ staleDays: 'soon' })).toEqual({ stale_flags_limit_days: 'soon' });
});
