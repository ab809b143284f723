import { expect, test } from 'vitest';
import { openMemoryStorage } from '../testing/memory-storage.ts';
import { PublicationStore } from './publication-store.ts';

test('publication store: text longer than a part, emoji on every boundary → read back as it was', () => {
  const store = new PublicationStore(openMemoryStorage() as never);
  for (const [version, text] of ['😀'.repeat(800_000), `a${'😀'.repeat(800_000)}`].entries()) {
    store.keep(version + 1, text, {});
    expect(store.read(version + 1) === text).toBe(true);
  }
});

test('publication store: a seventh version → the last five are kept', () => {
  const store = new PublicationStore(openMemoryStorage() as never);
  for (let version = 1; version <= 7; version += 1) store.keep(version, `v${version}`, { version: String(version) });
  expect([2, 3, 7].map((version) => store.read(version))).toEqual([null, 'v3', 'v7']);
  expect(store.readFact('version')).toBe('7');
});
