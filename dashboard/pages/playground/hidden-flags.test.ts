import { expect, test } from 'vitest';
import { findHiding } from './hidden-flags.ts';

const document = (own: boolean | null, ofProject: boolean, serverOnly: number[] = []) => ({
  hide_disabled_flags: own,
  project: { hide_disabled_flags: ofProject, server_key_only_feature_ids: serverOnly },
});
const flag = (enabled: boolean) => ({ enabled, feature: { id: 7 } });

test.each([
  ['off, nothing hidden', document(null, false), flag(false), undefined],
  ['off, hidden by the project', document(null, true), flag(false), 'not sent'],
  ['off, the environment says otherwise than the project', document(false, true), flag(false), undefined],
  ['off, hidden by the environment', document(true, false), flag(false), 'not sent'],
  ['on, those that are off are hidden', document(true, true), flag(true), undefined],
  ['for servers, on', document(null, false, [7]), flag(true), 'servers only'],
  ['for servers, off and hidden', document(null, true, [7]), flag(false), 'not sent'],
  ['another one is for servers', document(null, false, [8]), flag(true), undefined],
])('%s → %s', (_, from, outcome, short) => expect(findHiding(from, outcome)?.short).toBe(short));
