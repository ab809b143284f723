import { withDeadline } from '../core/deadline.ts';
import type { Backlog } from '../core/figures.ts';
import { logFailure } from './log.ts';

const PREFIX = 'backlog:';
const RENEWED_MS = 60_000;
/** A notice that nobody takes back, because its object's process was killed, ends by itself. */
const KEPT_SECONDS = 180;
const LIST_LIMIT_MS = 1_000;

type Told = Pick<Backlog, 'waiting' | 'since'>;

/**
 * What one buffer tells of itself while Postgres does not take what it holds, in KV: nobody can ask all buffers there are, and asking
 * would wake them.
 */
export class BacklogNotice {
  readonly #kv: KVNamespace;
  readonly #key: string;
  #toldAt: number | null = null;

  constructor(kv: KVNamespace, buffer: Backlog['buffer'], objectId: string) {
    this.#kv = kv;
    this.#key = `${PREFIX}${buffer}:${objectId}`;
  }

  /** Never rejects. */
  async tell(measure: () => Told): Promise<void> {
    const now = Date.now();
    if (this.#toldAt !== null && Math.abs(now - this.#toldAt) < RENEWED_MS) return;
    this.#toldAt = now;
    try {
      await this.#kv.put(this.#key, '', { expirationTtl: KEPT_SECONDS, metadata: measure() });
    } catch (error) {
      logFailure('backlog.notice.failed', error);
    }
  }

  /** Never rejects. */
  async takeBack(): Promise<void> {
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    try {
      await this.#kv.delete(this.#key);
    } catch (error) {
      logFailure('backlog.notice.failed', error);
    }
  }
}

/** The buffers that lately said that they cannot empty themselves, a thousand at most. Rejects when KV does not answer within a second. */
export async function listBacklogs(kv: KVNamespace): Promise<Backlog[]> {
  const { keys } = await withDeadline(kv.list<Told>({ prefix: PREFIX }), LIST_LIMIT_MS, 'the list of backlogs');
  return keys.flatMap(({ name, metadata }) => {
    const buffer = name.slice(PREFIX.length).split(':')[0];
    if (metadata === undefined || (buffer !== 'usage' && buffer !== 'identity')) return [];
    return [{ buffer, ...metadata }];
  });
}
