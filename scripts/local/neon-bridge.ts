import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { Pool } from 'pg';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { answerSql } from './neon-sql.ts';
import { connectToTarget, isAllowed, parseTarget, type NeonTarget } from './neon-target.ts';

export type NeonBridge = {
  /** `127.0.0.1:<port>`: what the Worker gets as NEON_LOCAL. */
  host: string;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
};

const PATIENCE = 5000;
const MAX_BODY = 64 * 1024 * 1024;

/**
 * Serves what `@neondatabase/serverless` speaks (POST /sql, WebSocket /v2) on the loopback interface for one Postgres
 * database. A request must carry the user, password and database of `databaseUrl`.
 */
export async function startNeonBridge(options: {
  databaseUrl: string;
  poolSize?: number;
  port?: number;
}): Promise<NeonBridge> {
  const target = parseTarget(options.databaseUrl);
  const pool = new Pool({
    connectionString: options.databaseUrl,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: PATIENCE,
    idleTimeoutMillis: 60_000,
  });
  // An idle connection that breaks is taken out by the pool itself; unheard, the event would end the process.
  pool.on('error', () => undefined);
  const server = createServer((request, response) => void serveSql(pool, target, request, response));
  // The Worker keeps its connections; closing idle ones early would race with its next request.
  server.keepAliveTimeout = 600_000;
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => void serveSocket(sockets, target, request, socket, head));
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, close: () => close(server, sockets, pool) };
}

async function serveSql(
  pool: Pool,
  target: NeonTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  if (request.method !== 'POST' || request.url !== '/sql') return send(response, 404, { message: 'not found' });
  if (!isAllowed(target, request.headers['neon-connection-string'])) {
    return send(response, 401, { message: 'the connection string does not match this database' });
  }
  try {
    const body = JSON.parse(await readBody(request));
    const answer = await answerSql(pool, body, request.headers, gone.signal);
    send(response, answer.status, answer.body);
  } catch (error) {
    send(response, 400, { message: error instanceof Error ? error.message : String(error) });
  }
}

async function serveSocket(
  sockets: WebSocketServer,
  target: NeonTarget,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const url = new URL(request.url ?? '/', 'http://bridge');
  // The driver names an address only in some set-ups. It leads to the target alone, where Postgres asks for the password.
  const own = `${target.host}:${target.port}`;
  if (url.pathname !== '/v2' || (url.searchParams.get('address') ?? own) !== own) {
    return refuse(socket, '403 Forbidden');
  }
  try {
    const upstream = await connectToTarget(target, PATIENCE);
    upstream.on('error', () => upstream.destroy());
    if (socket.destroyed) return void upstream.destroy();
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const stream = createWebSocketStream(webSocket);
      pipeline(stream, upstream, () => upstream.destroy());
      pipeline(upstream, stream, () => webSocket.terminate());
    });
  } catch {
    refuse(socket, '503 Service Unavailable');
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the request is larger than 64 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function close(server: Server, sockets: WebSocketServer, pool: Pool): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  // A frozen Postgres never answers the farewell, so the wait is bounded.
  await Promise.race([pool.end(), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
}
