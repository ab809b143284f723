import { createHash, timingSafeEqual } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { Client } from 'pg';

/** The one database that a bridge leads to. */
export type NeonTarget = { host: string; port: number; tls: boolean | object; digest: Buffer };

/** Reads a Postgres address. */
export function parseTarget(databaseUrl: string): NeonTarget {
  const { hostname, port } = new URL(databaseUrl);
  // The driver knows what each sslmode asks for; this client is never connected.
  const { ssl } = new Client(databaseUrl) as unknown as { ssl?: boolean | object };
  return {
    host: hostname,
    port: Number(port || 5432),
    tls: ssl ?? false,
    digest: digestCredentials(databaseUrl),
  };
}

/** Whether the address that a driver sent names the same user, password and database as the target. */
export function isAllowed(target: NeonTarget, sent: string | string[] | undefined): boolean {
  if (typeof sent !== 'string') return false;
  try {
    return timingSafeEqual(target.digest, digestCredentials(sent));
  } catch {
    return false;
  }
}

/** Opens a connection to the target, with TLS if its address asks for it. Rejects after `patience` milliseconds. */
export async function connectToTarget(target: NeonTarget, patience: number): Promise<Socket> {
  const socket = connect(target.port, target.host);
  const timer = setTimeout(() => socket.destroy(new Error('the database did not answer in time')), patience);
  try {
    await once(socket, 'connect');
    socket.setNoDelay(true);
    return target.tls === false ? socket : await startTls(socket, target);
  } finally {
    clearTimeout(timer);
  }
}

async function startTls(socket: Socket, target: NeonTarget): Promise<Socket> {
  // Postgres's SSLRequest: a length of 8 and the number 80877103; the answer is one letter.
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (answer.toString() !== 'S') {
    socket.destroy();
    throw new Error('the database refused TLS');
  }
  const settings = typeof target.tls === 'object' ? target.tls : {};
  const secure = connectTls({ socket, servername: target.host, ...settings });
  await once(secure, 'secureConnect');
  return secure;
}

function digestCredentials(databaseUrl: string): Buffer {
  const { username, password, pathname } = new URL(databaseUrl);
  const parts = [username, password, pathname.slice(1)].map((part) => decodeURIComponent(part));
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
