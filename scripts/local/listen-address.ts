import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { ExpectedError } from './expected-error.ts';

/** Where the public port is opened, and how a person reaches it. */
export type ListenAddress = { host: string; port: number; url: string };

const DEFAULT_PORT = 8787;

/**
 * Reads PORT and HOST and checks that nobody listens there. Without HOST it is every address of the name localhost, so
 * that IPv4 and IPv6 both answer where the machine has both. Throws ExpectedError with what to do.
 */
export async function chooseListenAddress(environment: NodeJS.ProcessEnv): Promise<ListenAddress> {
  const text = environment['PORT']?.trim() || String(DEFAULT_PORT);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new ExpectedError(`PORT must be a number from 1 to 65535; it is "${text}".`);
  }
  const named = environment['HOST']?.trim();
  if (named) {
    await checkAddress(named, port);
    const isAny = ['0.0.0.0', '::', '*'].includes(named);
    return { host: named, port, url: formatUrl(isAny ? 'localhost' : named, port) };
  }
  const addresses = (await lookup('localhost', { all: true }).catch(() => [])).map(({ address }) => address);
  const usable: string[] = [];
  for (const address of addresses) if (await checkAddress(address, port, true)) usable.push(address);
  const [first] = usable;
  const all = first !== undefined && usable.length === addresses.length;
  if (!all) await checkAddress('127.0.0.1', port);
  return { host: all ? 'localhost' : '127.0.0.1', port, url: formatUrl('localhost', port) };
}

/** True when the port can be opened there; false when the machine has no such address and `optional` is set. */
function checkAddress(address: string, port: number, optional = false): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (optional && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? '')) resolve(false);
      else reject(describeRefusal(error, address, port));
    });
    server.listen({ host: address === '*' ? '::' : address, port, exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}

function describeRefusal(error: NodeJS.ErrnoException, address: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    const other = port === 65_535 ? DEFAULT_PORT : port + 1;
    return new ExpectedError(
      `Port ${port} is taken by another program (address ${address}). Choose another one: PORT=${other} npm start`,
    );
  }
  if (error.code === 'EACCES') {
    return new ExpectedError(`You may not open port ${port}. Choose one above 1023: PORT=${DEFAULT_PORT} npm start`);
  }
  return new ExpectedError(
    `Cannot listen on ${address}, port ${port}: ${error.message}. Set HOST to an address of this machine.`,
  );
}

function formatUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
