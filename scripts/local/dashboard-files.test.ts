import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDashboardFile } from './dashboard-files.ts';

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'halyard-files-'));
  folder = join(root, 'dashboard');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<title>page</title>');
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {}');
  writeFileSync(join(root, 'secret.txt'), 'secret');
  mkdirSync(join(root, 'dashboard-other'));
  writeFileSync(join(root, 'dashboard-other', 'secret.txt'), 'secret');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function read(path: string, method = 'GET') {
  const file = await readDashboardFile(folder, method, `http://localhost${path}`);
  return { ...file, text: file.body === null ? null : new TextDecoder().decode(file.body) };
}

test('dashboard files: hashed asset → its type, cached for ever', async () => {
  const file = await read('/assets/app-1a2b.js');

  expect(file).toMatchObject({ status: 200, text: 'export {}' });
  expect(file.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(file.headers['cache-control']).toContain('immutable');
  expect(file.headers['content-security-policy']).toContain("default-src 'none'");
});

test.each(['/', '/index.html', '/projects/3/features', '/assets'])('dashboard files: %s → the page', async (path) => {
  const file = await read(path);

  expect(file).toMatchObject({ status: 200, text: '<title>page</title>' });
  expect(file.headers['cache-control']).toBe('no-cache');
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/..%2fdashboard-other%2fsecret.txt',
  '/%5c..%5csecret.txt',
  '/missing.js',
])('dashboard files: %s → 404, nothing read', async (path) => {
  const file = await read(path);

  expect(file.status).toBe(404);
  expect(file.text).toBe('not found');
});

test('dashboard files: a NUL or a broken escape in the path → 400', async () => {
  expect((await read('/%00.js')).status).toBe(400);
  expect((await read('/%ff.js')).status).toBe(400);
});

test('dashboard files: HEAD → headers without a body; POST → 405', async () => {
  expect(await read('/', 'HEAD')).toMatchObject({ status: 200, body: null });
  expect((await read('/', 'POST')).status).toBe(405);
});

test('dashboard files: flags of the dashboard on another origin → the policy lets the page ask that one, too', async () => {
  const policyOf = async (flagsUrl?: string) =>
    (await readDashboardFile(folder, 'GET', 'http://localhost/', flagsUrl)).headers['content-security-policy'];

  expect(await policyOf('https://flags.example.com/api/v1/')).toContain(
    "connect-src 'self' https://flags.example.com;",
  );
  expect(await policyOf('/api/v1/')).toContain("connect-src 'self';");
  expect(await policyOf('javascript:alert(1)')).toContain("connect-src 'self';");
  expect(await policyOf()).toContain("connect-src 'self';");
});
