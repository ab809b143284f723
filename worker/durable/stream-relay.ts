import { DurableObject } from 'cloudflare:workers';
import { countOf } from '../core/settings.ts';
import { settingOf, type HalyardEnv } from '../platform/bindings.ts';
import { MOST_LISTENERS, VERSION_HEADER } from '../platform/change-feed.ts';

const TOLD = 'told';

/** Opens a WebSocket that lets the object sleep, or says that there are too many already. */
export function acceptListener(ctx: DurableObjectState, env: HalyardEnv, version: number): Response | null {
  const most = countOf((name) => settingOf(env, name), 'HALYARD_STREAM_LISTENERS', MOST_LISTENERS);
  if (ctx.getWebSockets().length >= most) return null;
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  return new Response(null, { status: 101, webSocket: client, headers: { [VERSION_HEADER]: String(version) } });
}

/** Sends the news to every listener and returns how many there are. */
export function tellListeners(ctx: DurableObjectState, news: string): number {
  const listeners = ctx.getWebSockets();
  for (const socket of listeners) {
    try {
      socket.send(news);
    } catch {
      // The listener has gone; it comes back by itself and says what it knows.
    }
  }
  return listeners.length;
}

/** Tells those listeners of an environment for whom its publisher has no room; its name is `<environment id>:<index>`. */
export class StreamRelay extends DurableObject<HalyardEnv> {
  override async fetch(): Promise<Response> {
    // What was told before this listener came: it may have come for an older version than that.
    const told = (await this.ctx.storage.get<number>(TOLD)) ?? 0;
    return acceptListener(this.ctx, this.env, told) ?? new Response(null, { status: 503 });
  }

  async tell(version: number, news: string): Promise<number> {
    const told = (await this.ctx.storage.get<number>(TOLD)) ?? 0;
    await this.ctx.storage.put(TOLD, Math.max(told, version));
    return tellListeners(this.ctx, news);
  }
}
