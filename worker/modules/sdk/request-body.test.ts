import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJson } from './request-body.ts';
import { SdkError } from './sdk-response.ts';

function post(text: string): Request {
  return new Request('http://localhost/', {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json' },
  });
}

async function statusOf(text: string): Promise<number> {
  return readJson(post(text)).then(
    () => 200,
    (error: unknown) => (error instanceof SdkError ? error.status : 500),
  );
}

test('body: any JSON that is not nested deep → read as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), async (value) => {
      const text = JSON.stringify(value);
      expect(await readJson(post(text))).toEqual(JSON.parse(text));
    }),
  );
});

test('body: nested 32 levels → read; 33 or 10,000 levels → 400', async () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  expect(await statusOf(nested(32))).toBe(200);
  expect(await statusOf(nested(33))).toBe(400);
  expect(await statusOf(nested(10_000))).toBe(400);
  expect(await statusOf('{"a":'.repeat(33) + '1' + '}'.repeat(33))).toBe(400);
});

test('body: brackets, quotes and backslashes within a text → are no nesting', async () => {
  for (const text of ['['.repeat(50), `${'\\'.repeat(7)}"${'['.repeat(40)}`, '"{'.repeat(40), '\\']) {
    expect(await readJson(post(JSON.stringify({ text })))).toEqual({ text });
  }
});

test('body: nesting hidden behind an escaped backslash → still seen', async () => {
  expect(await statusOf(`["\\\\",${'['.repeat(40)}${']'.repeat(40)}]`)).toBe(400);
});

test('body: a text that never ends → 400', async () => {
  expect(await statusOf('{"a": "b')).toBe(400);
  expect(await statusOf('')).toBe(400);
});
