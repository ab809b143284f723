import { MOST_LISTENERS, VERSION_HEADER, writeTold } from '../platform/change-feed.ts';

/** In characters. Longer records are left to be fetched: messages have a limit, and all of one publication wait in memory. */
const LONGEST_RECORD = 256 * 1024;
const MOST_TOLD = 16 * 1024 * 1024;

/** Opens a WebSocket that lets the object sleep, or says that there are too many already. */
export function acceptListener(ctx: DurableObjectState, version: number): Response {
  if (ctx.getWebSockets().length >= MOST_LISTENERS) return new Response(null, { status: 503 });
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  return new Response(null, { status: 101, webSocket: client, headers: { [VERSION_HEADER]: String(version) } });
}

/** Sends the news to every listener, which is an isolate, with the record, so that it serves the new version without asking for it. */
export function tellListeners(ctx: DurableObjectState, news: string, record: string): void {
  const isLong = record.length > LONGEST_RECORD;
  const withRecord = isLong ? news : writeTold(news, record);
  const mostWithRecord = MOST_TOLD / withRecord.length;
  for (const [index, socket] of ctx.getWebSockets().entries()) {
    try {
      socket.send(index < mostWithRecord ? withRecord : news);
    } catch {
      // The listener has gone; it comes back by itself and says what it knows.
    }
  }
}
