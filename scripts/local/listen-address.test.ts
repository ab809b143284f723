import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort } from './free-port.ts';
import { chooseListenAddress } from './listen-address.ts';

test('listen address: nothing set but a free port → localhost', async () => {
  const port = await findFreePort();

  expect(await chooseListenAddress({ PORT: String(port) })).toMatchObject({ port, url: `http://localhost:${port}` });
});

test('listen address: HOST for all addresses → the printed address is still one to open', async () => {
  const port = await findFreePort();

  expect(await chooseListenAddress({ PORT: String(port), HOST: '0.0.0.0' })).toEqual({
    host: '0.0.0.0',
    port,
    url: `http://localhost:${port}`,
  });
});

test('listen address: port taken → the message names it and how to choose another', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  await expect(chooseListenAddress({ PORT: String(port) })).rejects.toThrow(
    new RegExp(`Port ${port} is taken.*PORT=${port + 1} npm start`),
  );
  server.close();
});

test.each(['0', '65536', 'http', '-1', '80.5'])('listen address: PORT=%s → refused with its limits', async (text) => {
  await expect(chooseListenAddress({ PORT: text })).rejects.toThrow(/PORT must be a number from 1 to 65535/);
});

test('listen address: HOST that is not of this machine → refused with its name', async () => {
  const port = await findFreePort();

  await expect(chooseListenAddress({ PORT: String(port), HOST: '192.0.2.1' })).rejects.toThrow(/192\.0\.2\.1/);
});
