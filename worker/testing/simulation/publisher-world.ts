import { isIntact } from '../../core/checked-json.ts';
import { openMemoryLog } from '../memory-log.ts';
import type { PublicationLog } from '../../durable/publication-store.ts';
import { PublisherCore } from '../../durable/publisher-core.ts';
import type { PublisherPorts } from '../../durable/publisher-ports.ts';
import { snapshotOf } from './snapshot.ts';
import { VirtualTime } from './virtual-time.ts';

const ENVIRONMENT = 1;
const CRON_MS = 60_000;
const SWEEP_AGE_MS = 5_000;
/** What is in flight when a process ends, or fails, may still arrive within this time. */
const LATE_MS = 30_000;
/** Faults last this long; then the world is given time to come to rest. */
const TROUBLE_MS = 120_000;
const REST_MS = 900_000;

/** What a mutation replaces, to see that the simulation notices. */
export type Mutation = {
  ports?: (ports: PublisherPorts) => PublisherPorts;
  /** Another kind of publisher altogether. */
  open?: (ports: PublisherPorts) => Opened;
  store?: () => PublicationLog;
};

type Opened = Pick<PublisherCore, 'publish' | 'readNewerThan' | 'alarm' | 'arm'>;
type Process = { isAlive: boolean; publisher: Opened };
type Row = { id: string; content: number; dueAt: number };

/**
 * A database, KV, cron, readers and one publisher in virtual time, with a process that may end between any two steps. All chance
 * comes from the seed. Collects what must never be, as sentences.
 */
export class PublisherWorld {
  readonly time: VirtualTime;
  readonly faults: string[] = [];
  readonly #mutation: Mutation;
  #store: PublicationLog;
  #rows: Row[] = [];
  #content = 0;
  #nextRow = 1;
  #isDatabaseAway = false;
  #alarmAt: number | null = null;
  #process: Process | null = null;
  #highestVersion = 0;
  #published = new Set<number>();
  #kvText: string | null = null;
  #kvWrites: number[] = [];
  #readerVersion = 0;
  #toldVersion = 0;
  #isListening = false;

  constructor(seed: number, mutation: Mutation = {}) {
    this.time = new VirtualTime(seed);
    this.#mutation = mutation;
    this.#store = mutation.store?.() ?? openMemoryLog();
  }

  /** The version that readers can have now. */
  get readableVersion(): number {
    return Number(this.#store.readFact('version') ?? 0);
  }

  async run(): Promise<string[]> {
    const { time } = this;
    const { random } = time;
    const edits = 1 + Math.floor(random() * 12);
    const isBurst = random() < 0.5;
    for (let edit = 0; edit < edits; edit += 1) {
      time.at(random() * (isBurst ? 5_000 : TROUBLE_MS), () => this.#edit());
    }
    for (let outage = 0; outage < random() * 3; outage += 1) {
      const start = random() * TROUBLE_MS;
      time.at(start, () => (this.#isDatabaseAway = true));
      time.at(start + random() * 40_000, () => (this.#isDatabaseAway = false));
    }
    for (let kill = 0; kill < random() * 8; kill += 1) time.at(random() * TROUBLE_MS, () => this.#kill());
    for (let slot = CRON_MS; slot < TROUBLE_MS + REST_MS; slot += CRON_MS) this.#scheduleCron(slot);
    for (let read = 0; read < TROUBLE_MS; read += 500 + random() * 8_000) time.at(read, () => this.#read());
    // An idle environment has no readers: only alarm and cron are left, until one comes at the very end.
    await time.runUntil(TROUBLE_MS);
    this.#isDatabaseAway = false;
    this.#read();
    await time.runUntil(TROUBLE_MS + REST_MS);
    this.#judgeRest();
    return this.faults;
  }

  get #isTroubled(): boolean {
    return this.time.now < TROUBLE_MS;
  }

  #chance(probability: number): boolean {
    return this.#isTroubled && this.time.random() < probability;
  }

  /** One transaction: the change and its outbox row. Then a poke, unless the Worker dies. */
  #edit(): void {
    this.#content += 1;
    this.#rows.push({ id: String(this.#nextRow++), content: this.#content, dueAt: this.time.now });
    if (!this.#chance(0.2)) this.time.at(this.time.now + this.time.random() * 30, () => this.#poke());
  }

  #poke(): void {
    void this.#open()
      .publish(ENVIRONMENT)
      .catch(() => undefined);
  }

  #scheduleCron(slot: number): void {
    if (slot < TROUBLE_MS && this.time.random() < 0.2) return;
    const runs = this.time.random() < 0.2 ? 2 : 1;
    for (let run = 0; run < runs; run += 1) {
      this.time.at(slot + this.time.random() * 3_000, () => {
        const isWaiting = this.#rows.some((row) => row.dueAt <= this.time.now - SWEEP_AGE_MS);
        if (!this.#isDatabaseAway && isWaiting) this.#poke();
      });
    }
  }

  #read(): void {
    const asked = this.#readerVersion;
    void this.#open()
      .readNewerThan(ENVIRONMENT, asked, this.time.random() < 0.3 ? 'committed' : 'recent')
      .then((text) => {
        if (text === null) return;
        if (!isIntact(text)) this.faults.push('a reader got a damaged record');
        const version = versionOf(text);
        if (version <= asked) this.faults.push(`a reader that held ${asked} got ${version}`);
        this.#readerVersion = Math.max(this.#readerVersion, version);
      })
      .catch(() => undefined);
    if (!this.#isListening) {
      // A listener that comes back says what it knows, and is told of what is newer.
      this.#isListening = true;
      this.#toldVersion = Math.max(this.#toldVersion, this.readableVersion);
    }
  }

  #kill(): void {
    if (this.#process === null) return;
    this.#process.isAlive = false;
    this.#process = null;
    this.#isListening = false;
    // The platform calls an alarm again whose run was cut short, but not for ever.
    if (this.time.random() < 0.2) this.#alarmAt = null;
  }

  #open() {
    if (this.#process !== null) return this.#process.publisher;
    const life = { isAlive: true };
    const plain = this.#ports(life);
    const ports = this.#mutation.ports?.(plain) ?? plain;
    const publisher = this.#mutation.open?.(ports) ?? new PublisherCore(ports);
    this.#process = Object.assign(life, { publisher });
    void publisher.arm();
    return publisher;
  }

  #ports(life: { isAlive: boolean }): PublisherPorts {
    const { time } = this;
    /** What a dead process waits for never comes, so that nothing goes on in it. */
    const io = <T>(milliseconds: number, work: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        time.at(time.now + milliseconds, () => {
          try {
            const result = work();
            if (life.isAlive) resolve(result);
          } catch (error) {
            if (life.isAlive) reject(error);
          }
        });
      });
    const query = <T>(work: () => T): Promise<T> => {
      if (this.#isDatabaseAway) return io(1_500, () => fail('the database is away'));
      if (this.#chance(0.05)) return io(20, () => fail('the connection was reset'));
      return io(1 + time.random() * 40, work);
    };
    return {
      store: this.#watch(this.#store),
      copies: [{ name: 'kv', put: (key, text) => this.#put(io, key, text), delete: () => io(5, () => undefined) }],
      load: () =>
        query(() => ({
          snapshot: snapshotOf([], String(this.#content)),
          outboxIds: this.#rows.map(({ id }) => id),
        })).then((read) => io(time.random() * 20, () => read)),
      settle: (_, ids) =>
        query(() => {
          this.#settle(ids);
          // The rows are gone, but the answer gets lost.
          if (this.#chance(0.1)) fail('the answer was lost');
        }),
      hasPending: () => query(() => this.#rows.length > 0),
      announce: (_, after) => {
        if (after.version > this.readableVersion) this.faults.push(`${after.version} was told before it could be read`);
        if (this.#isListening) this.#toldVersion = Math.max(this.#toldVersion, after.version);
      },
      setAlarm: (at) => {
        this.#setAlarm(at);
        return Promise.resolve();
      },
      now: () => time.now,
      random: () => time.random(),
      hash: (text) => Promise.resolve(text),
      within: (work, milliseconds, what) => Promise.race([work, io(milliseconds, () => fail(`${what} took too long`))]),
      logEvent: () => undefined,
      logFailure: () => undefined,
    };
  }

  /** Looks at each version as it becomes readable. */
  #watch(store: PublicationLog): PublicationLog {
    return {
      ...store,
      keep: (version, text, facts) => {
        store.keep(version, text, facts);
        if (version <= this.#highestVersion) this.faults.push(`version ${version} came after ${this.#highestVersion}`);
        this.#highestVersion = Math.max(this.#highestVersion, version);
        this.#published.add(contentOf(text));
      },
    };
  }

  #settle(ids: string[]): void {
    const newest = Math.max(0, ...this.#published);
    for (const row of this.#rows) {
      if (ids.includes(row.id) && row.content > newest) {
        this.faults.push(`the outbox row of change ${row.content} went while only ${newest} was published`);
      }
    }
    this.#rows = this.#rows.filter((row) => !ids.includes(row.id));
  }

  #put(io: <T>(ms: number, work: () => T) => Promise<T>, key: string, text: string): Promise<void> {
    const { time } = this;
    if (!key.startsWith('environment:')) return io(5, () => undefined);
    const last = this.#kvWrites.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (time.now - last < 1_000) this.faults.push(`KV got two writes within ${time.now - last} ms`);
    this.#kvWrites.push(time.now);
    const land = () => {
      this.#kvText = text;
    };
    if (this.#chance(0.1)) {
      // It fails as far as anybody can see, and lands all the same, over whatever is there by then.
      if (time.random() < 0.5) time.at(time.now + time.random() * LATE_MS, land);
      return time.random() < 0.5 ? new Promise(() => undefined) : io(50, () => fail('KV failed'));
    }
    return io(5 + time.random() * 200, land);
  }

  #setAlarm(at: number): void {
    this.#alarmAt = at;
    this.time.at(Math.max(at, this.time.now), () => {
      if (this.#alarmAt !== at) return;
      this.#alarmAt = null;
      const running = this.#open().alarm();
      running.catch(() => this.faults.push('the alarm threw'));
    });
  }

  #judgeRest(): void {
    const newest = this.#store.read(this.readableVersion);
    const inStore = newest === null ? 0 : contentOf(newest);
    const inKv = this.#kvText === null ? 0 : contentOf(this.#kvText);
    if (this.#rows.length > 0) this.faults.push(`${this.#rows.length} outbox rows are left`);
    if (inStore !== this.#content) this.faults.push(`change ${this.#content} was committed, ${inStore} is published`);
    if (inKv !== this.#content) this.faults.push(`change ${this.#content} was committed, KV has ${inKv}`);
    if (this.#isListening && this.#toldVersion < this.readableVersion) {
      this.faults.push(`a listener knows ${this.#toldVersion}, ${this.readableVersion} is published`);
    }
  }
}

function fail(why: string): never {
  throw new Error(why);
}

function versionOf(text: string): number {
  return (JSON.parse(text) as { version: number }).version;
}

function contentOf(text: string): number {
  const { document } = JSON.parse(text) as { document: { name: string } };
  return Number(document.name);
}
