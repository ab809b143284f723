import { FeedFull, type Listening, type PublishedChange } from '../../core/ports.ts';
import type { HeldEnvironment } from './held-environment.ts';
import type { ServedEnvironment } from './served-environment.ts';
import { EventStream } from './event-stream.ts';
import { openClientAccess, queryValue, type SdkRequest } from './sdk-access.ts';
import { detail, STREAM_HEADERS } from './sdk-response.ts';
import { changeEvent, mergeNews, readLastEventId, type EventDetail, type News } from './stream-events.ts';

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 5_000;
/** Clients drop an event that comes while they fetch for the last one, so events in a row end with one more. */
const IN_A_ROW_MS = 1_000;
const REPEAT_IN_A_ROW_MS = 1_500;

/**
 * `GET /sse/environments/<client-side key>/stream`: an event each time the environment's flags have changed. It leaves once
 * this isolate serves the new version, so that a client that asks again at once gets it.
 */
export async function getStream(sdk: SdkRequest, key: string): Promise<Response> {
  const { environment } = await openClientAccess(sdk, key);
  const { changes, environments } = sdk.ports;
  const { environment_id: environmentId, version } = environment.record;
  const stream = new EventStream(version, changes.lifetimeMs);
  const teller = new Teller(sdk, key, stream, queryValue(sdk, 'events') === 'full' ? 'full' : 'sdk');
  const hearOf = (missed: number) => teller.hear(everythingOf(environment, missed));
  let listening: Listening;
  try {
    listening = await changes.listen(environmentId, {
      onChange: (change, record) => {
        // The first of an isolate takes it in for all.
        if (record !== null && environments.reached(key, change.version) === null) environments.take(key, record);
        teller.hear(change);
      },
      onMissed: hearOf,
      onEnd: () => stream.close(),
    });
  } catch (error) {
    stream.close();
    void stream.readable.cancel().catch(() => undefined);
    // Spread, so that those who were refused do not come back all at once.
    const retryAfter = String(error instanceof FeedFull ? 30 + Math.floor(Math.random() * 30) : 5);
    throw detail(503, 'The stream cannot be opened at the moment.', { 'retry-after': retryAfter });
  }
  sdk.defer(
    stream.ended.then(() => {
      teller.stop();
      return listening.stop();
    }),
  );
  const known = readLastEventId(sdk.request.headers.get('last-event-id')) ?? version;
  // What was published while the client was away, or between the look at the environment and the listening.
  const missed = known !== version || listening.version > version;
  if (missed) hearOf(Math.max(version, listening.version));
  return new Response(stream.readable, { headers: STREAM_HEADERS });
}

/** For who missed something and cannot be told what. */
function everythingOf({ updatedAt, client }: ServedEnvironment, version: number): PublishedChange {
  return { version, updated_at: updatedAt, everybody: true, features: client.flagNames(), identity_features: [] };
}

/** Tells one client of changes, in order, each once it can be read. */
class Teller {
  readonly #sdk: SdkRequest;
  readonly #key: string;
  readonly #stream: EventStream;
  readonly #detail: EventDetail;
  #waiting: News | null = null;
  #telling = false;
  #stopped = false;
  #toldAt = Number.NEGATIVE_INFINITY;
  #repeat: ReturnType<typeof setTimeout> | null = null;

  constructor(sdk: SdkRequest, key: string, stream: EventStream, eventDetail: EventDetail) {
    this.#sdk = sdk;
    this.#key = key;
    this.#stream = stream;
    this.#detail = eventDetail;
  }

  hear(change: PublishedChange): void {
    // compat: SDKs are not told of overrides for single identities.
    if (this.#detail === 'sdk' && !change.everybody) return;
    this.#waiting = mergeNews(this.#waiting, change);
    if (!this.#telling) void this.#tellAll();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#repeat);
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    for (let attempt = 0; this.#waiting !== null && !this.#stopped; attempt += 1) {
      // Nothing is awaited where the version is here already: each wait is another turn of the event loop for each client.
      const { version: wanted } = this.#waiting;
      const served = describe(this.#sdk.ports.environments.reached(this.#key, wanted)) ?? (await this.#served(wanted));
      if (served === null) {
        await sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt));
        continue;
      }
      const { version, updated_at: updatedAt } = served;
      this.#tell({ ...this.#waiting, version, updated_at: updatedAt });
      this.#waiting = null;
      attempt = 0;
    }
    this.#telling = false;
  }

  /** What this isolate serves, if that is at least the version; null if it is not there yet. */
  async #served(version: number): Promise<{ version: number; updated_at: string } | null> {
    const { environments } = this.#sdk.ports;
    try {
      return describe(await environments.reach(this.#key, version, this.#sdk.defer));
    } catch {
      return null;
    }
  }

  #tell(news: News): void {
    const now = Date.now();
    const isInARow = now - this.#toldAt < IN_A_ROW_MS;
    const { repeatAfterMs } = this.#sdk.ports.changes;
    const event = changeEvent(this.#detail, news);
    this.#stream.write(event);
    this.#stream.reach(news.version);
    this.#toldAt = now;
    clearTimeout(this.#repeat);
    if (!isInARow && repeatAfterMs === null) return;
    this.#repeat = setTimeout(
      () => this.#stream.write(event),
      Math.max(isInARow ? REPEAT_IN_A_ROW_MS : 0, repeatAfterMs ?? 0),
    );
  }
}

function describe(held: HeldEnvironment<ServedEnvironment> | null): { version: number; updated_at: string } | null {
  if (held === null) return null;
  return { version: held.version, updated_at: held.served?.updatedAt ?? String(Date.now() / 1000) };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
