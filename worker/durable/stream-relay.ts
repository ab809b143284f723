import { DurableObject } from 'cloudflare:workers';
import { countOf } from '../core/settings.ts';
import { settingOf, type HalyardEnv } from '../platform/bindings.ts';
import { ISOLATE_HEADER, MOST_LISTENERS, VERSION_HEADER, writeTold } from '../platform/change-feed.ts';

const TOLD = 'told';
const LONGEST_TAG = 64;
/** In characters. Longer records are left to be fetched: messages have a limit, and all of one publication wait in memory. */
const LONGEST_RECORD = 256 * 1024;
const MOST_TOLD = 16 * 1024 * 1024;

/** Opens a WebSocket that lets the object sleep, or says that there are too many already. */
export function acceptListener(
  ctx: DurableObjectState,
  env: HalyardEnv,
  request: Request,
  version: number,
): Response | null {
  const most = countOf((name) => settingOf(env, name), 'HALYARD_STREAM_LISTENERS', MOST_LISTENERS);
  if (ctx.getWebSockets().length >= most) return null;
  const { 0: client, 1: server } = new WebSocketPair();
  const isolate = request.headers.get(ISOLATE_HEADER);
  ctx.acceptWebSocket(server, isolate === null ? [] : [isolate.slice(0, LONGEST_TAG)]);
  return new Response(null, { status: 101, webSocket: client, headers: { [VERSION_HEADER]: String(version) } });
}

/**
 * Sends the news to every listener and returns how many there are. The record goes to one listener of each isolate, so that the isolate serves
 * the new version without asking for it.
 */
export function tellListeners(ctx: DurableObjectState, news: string, record: string | null = null): number {
  const listeners = ctx.getWebSockets();
  const told = new Set<string>();
  const withRecord = record === null || record.length > LONGEST_RECORD ? null : writeTold(news, record);
  const mostIsolates = withRecord === null ? 0 : MOST_TOLD / withRecord.length;
  for (const socket of listeners) {
    const [isolate] = told.size < mostIsolates ? ctx.getTags(socket) : [];
    const isFirst = isolate !== undefined && !told.has(isolate);
    if (isFirst) told.add(isolate);
    try {
      socket.send(isFirst && withRecord !== null ? withRecord : news);
    } catch {
      // The listener has gone; it comes back by itself and says what it knows.
    }
  }
  return listeners.length;
}

/** Tells those listeners of an environment for whom its publisher has no room; its name is `<environment id>:<index>`. */
export class StreamRelay extends DurableObject<HalyardEnv> {
  override async fetch(request: Request): Promise<Response> {
    // What was told before this listener came: it may have come for an older version than that.
    const told = (await this.ctx.storage.get<number>(TOLD)) ?? 0;
    return acceptListener(this.ctx, this.env, request, told) ?? new Response(null, { status: 503 });
  }

  async tell(version: number, news: string): Promise<number> {
    const told = (await this.ctx.storage.get<number>(TOLD)) ?? 0;
    await this.ctx.storage.put(TOLD, Math.max(told, version));
    return tellListeners(this.ctx, news);
  }
}
