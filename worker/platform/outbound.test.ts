import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutbound } from './outbound.ts';

let server: Server;
let origin: string;
const seen: { method: string; url: string; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', body });
      if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end();
      else if (request.url === '/large') response.end('x'.repeat(1_000_000));
      else if (request.url === '/silent') return;
      else if (request.url === '/drip') response.writeHead(200).write('begun');
      else response.writeHead(201).end('taken');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const open = openOutbound({ allowHttp: true, allowPrivate: true });

test('outbound request: allowed → sent as given, status and text come back', async () => {
  const reply = await open.send({ url: `${origin}/hook`, method: 'POST', body: '{"a":1}' });
  expect(reply).toMatchObject({ status: 201, text: 'taken' });
  expect(seen.at(-1)).toEqual({ method: 'POST', url: '/hook', body: '{"a":1}' });
});

test('outbound request: the receiver redirects → nobody follows', async () => {
  const reply = await open.send({ url: `${origin}/redirect`, method: 'GET' });
  expect(reply.status).toBe(302);
  expect(seen.some(({ url }) => url === '/elsewhere')).toBe(false);
});

test('outbound request: a long reply → cut at 64 KiB', async () => {
  const reply = await open.send({ url: `${origin}/large`, method: 'GET' });
  expect(reply.text).toHaveLength(65_536);
});

test('outbound request: an address that is not allowed → rejected without a connection', async () => {
  const before = seen.length;
  const strict = openOutbound({ allowHttp: false, allowPrivate: false });
  await expect(strict.send({ url: `${origin}/hook`, method: 'POST' })).rejects.toThrow('refused');
  expect(strict.findFault(`${origin}/hook`)).toEqual(expect.any(String));
  expect(seen).toHaveLength(before);
});

test('outbound request: no reply in time → rejected', async () => {
  const hasty = openOutbound({ allowHttp: true, allowPrivate: true, timeoutMs: 100 });
  await expect(hasty.send({ url: `${origin}/silent`, method: 'POST' })).rejects.toThrow('timeout');
});

test('outbound request: a reply that never ends → its status, with what had come', async () => {
  const hasty = openOutbound({ allowHttp: true, allowPrivate: true, timeoutMs: 200 });
  expect(await hasty.send({ url: `${origin}/drip`, method: 'POST' })).toMatchObject({ status: 200, text: 'begun' });
});

test('outbound request: to a plain address → only where the request says that it may be', () => {
  const strict = openOutbound({ allowHttp: false, allowPrivate: false });
  expect(strict.findFault('http://example.org/')).toEqual(expect.any(String));
  expect(strict.findFault('http://example.org/', { mayBePlain: true })).toBeNull();
});

test('outbound request: with an egress of its own → goes through it and nowhere else', async () => {
  const urls: string[] = [];
  const egress = {
    fetch: async (url: string) => {
      urls.push(url);
      return new Response('through', { status: 202 });
    },
  };
  const guarded = openOutbound({ allowHttp: false, allowPrivate: false, egress });
  expect(await guarded.send({ url: 'https://hooks.example.org/a', method: 'POST' })).toMatchObject({ status: 202 });
  await expect(guarded.send({ url: 'https://localhost./a', method: 'POST' })).rejects.toThrow('refused');
  expect(urls).toEqual(['https://hooks.example.org/a']);
});
