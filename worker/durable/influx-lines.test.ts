import { expect, test } from 'vitest';
import type { UsageBlock } from '../core/ports.ts';
import { toInfluxLines } from './influx-lines.ts';

const NO_LABELS = JSON.stringify({ sdk: null, applicationName: null, applicationVersion: null });
const PLACE = {
  environmentId: 3,
  environment: 'Pro duction',
  projectId: 2,
  project: 'a=b,c',
  organisationId: 1,
  organisation: 'Acme',
};
const PLACES = new Map([[3, PLACE]]);
const BLOCK = { environmentId: 3, blockStart: 1_795_000_500_000, labels: NO_LABELS, count: 5 };
const timeOf = (line: string) => BigInt(line.split(' ').at(-1) ?? '');

test('influx lines: requests and evaluations → Flagsmith’s measurements and tags, escaped', () => {
  const labels = JSON.stringify({
    sdk: 'flagsmith-go-sdk/5.0.0',
    applicationName: 'shop\\',
    applicationVersion: '1 2',
  });
  const rows: UsageBlock[] = [
    { ...BLOCK, resource: 4 },
    { ...BLOCK, feature: 'a b\nc', enabled: true, labels },
    { ...BLOCK, feature: 'unknown place', enabled: null, environmentId: 9 },
  ];

  expect(toInfluxLines('0000000000:7', rows, PLACES).split('\n')).toEqual([
    'api_call,resource=environment-document,organisation=1-Acme,organisation_id=1,project=a\\=b\\,c,project_id=2,environment=Pro\\ duction,environment_id=3 request_count=5i 1795000500000000007',
    'feature_evaluation,feature_id=a\\ b\\ c,environment_id=3,enabled_when_evaluated=true,client_application_name=shop,client_application_version=1\\ 2,user_agent=flagsmith-go-sdk/5.0.0 request_count=5i 1795000500000000007',
  ]);
});

test('influx lines: a batch repeated → the same points; another batch or object → points beside them, in the same block', () => {
  const rows: UsageBlock[] = [{ ...BLOCK, resource: 1 }];
  const lines = ['ffffffff00:1', 'ffffffff00:1', 'ffffffff00:12999999', 'fffffffe00:1'].map((id) =>
    toInfluxLines(id, rows, PLACES),
  );

  expect(lines[0]).toBe(lines[1]);
  expect(new Set(lines).size).toBe(3);
  const end = BigInt(BLOCK.blockStart + 900_000) * 1_000_000n;
  for (const line of lines) expect(timeOf(line) < end).toBe(true);
});
