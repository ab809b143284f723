import { expect, test } from 'vitest';
import { readWorkerConfig } from '../scripts/local/worker-config.ts';
import { CONFIG_FILE } from '../scripts/local/project.ts';
import { CRONS } from './crons.ts';

test('crons: those of wrangler.toml → exactly those that have work', () => {
  expect(Object.keys(CRONS)).toEqual(readWorkerConfig(CONFIG_FILE).crons);
});
