import type { PublicationStatus } from '../contract/publications.ts';
import type { EnvironmentSnapshot } from '../contract/published-environment.ts';
import { withChecksum } from '../core/checked-json.ts';
import type { ConfirmOutcome, NewsExtent, PublicationFigures, RevertOutcome } from '../core/ports.ts';
import { CopyWriter } from './copy-writer.ts';
import { PublicationDecisions, type Pin } from './publication-decisions.ts';
import { draftPublication } from './publication-draft.ts';
import { nextPublication, retryDelay, saysTheSame, withAccessOf, type LastPublication } from './publication.ts';
import { listKept, readKept } from './publication-status.ts';
import type { Published, PublisherPorts } from './publisher-ports.ts';
import { SharedRuns } from './shared-runs.ts';

/** How often the outbox is looked at while readers ask for news. */
const LOOK_EVERY_MS = 1_000;
/** While a publication is held or pinned its rows stay, so that a look would find them each time. */
const LOOK_EVERY_WHILE_KEPT_BACK_MS = 30_000;
/** A first build has no older version to answer with, so its asker waits longer. */
const ANSWER_LIMIT_MS = 10_000;
/** No build takes longer that comes to an end: its queries have shorter limits. */
const BUILD_LIMIT_MS = 5_000;

/** The publisher of one environment. Versions never go back. */
export class PublisherCore {
  readonly #ports: PublisherPorts;
  readonly #copies: CopyWriter[];
  readonly #decisions: PublicationDecisions;
  readonly #builds = new SharedRuns(() => this.#buildAndSettle());
  #environmentId: number;
  #last: LastPublication;
  #newest: string | null;
  /** Outbox rows that the newest version answers: where they cannot be deleted, they must not be published again. */
  #answered: ReadonlySet<string> = new Set();
  /** The highest version that a reader is known to hold. */
  #heldVersion = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #attempts = 0;
  #isBuilding = false;
  #nextBuildAt = 0;
  /** The hold that somebody has just confirmed. */
  #confirmed: string | null = null;

  constructor(ports: PublisherPorts) {
    const { store } = ports;
    this.#ports = ports;
    this.#environmentId = Number(store.readFact('environment_id') ?? 0);
    const updatedAt = store.readFact('updated_at');
    this.#last = {
      version: Number(store.readFact('version') ?? 0),
      updatedAt: updatedAt === null ? null : Number(updatedAt),
    };
    this.#newest = readKept(store, this.#last.version)?.text ?? null;
    this.#decisions = new PublicationDecisions(store, ports.now);
    this.#copies = ports.copies.map((target) => new CopyWriter(target, store, ports));
  }

  get last(): LastPublication {
    return this.#last;
  }

  /** Publishes what is committed; resolves with the newest version, or 0 if there is no such environment. */
  async publish(environmentId: number): Promise<number> {
    this.#remember(environmentId);
    await this.#builds.run();
    return this.#last.version;
  }

  /** See EnvironmentSource.readNewerThan. */
  async readNewerThan(environmentId: number, version: number, extent: NewsExtent): Promise<string | null> {
    this.#environmentId = environmentId;
    this.#heldVersion = Math.max(this.#heldVersion, version);
    if (this.#isBehind()) await this.#ports.within(this.#builds.run(), ANSWER_LIMIT_MS, 'the first publication');
    else if (extent !== 'published') await this.#look(environmentId, extent);
    return this.#last.version > version ? this.#newest : null;
  }

  /** Never throws: an alarm that fails too often is dropped by the platform. */
  async alarm(): Promise<void> {
    const { now, logFailure } = this.#ports;
    try {
      const copying = this.#copies.map((copy) => copy.write(this.#environmentId, this.#last.version, this.#newest));
      if (this.#isDirty() && !this.#isBusy && this.#nextBuildAt <= now()) await this.#builds.run();
      await Promise.all(copying);
    } catch (error) {
      logFailure('publisher.alarm.failed', error, { environmentId: this.#environmentId });
    }
    await this.arm();
  }

  /** Sets the alarm if work is left: an unfinished build, or a copy that lacks the newest version. Never throws. */
  async arm(): Promise<void> {
    const { now, setAlarm, logFailure } = this.#ports;
    const times = this.#copies.map((copy) => copy.dueAt(this.#last.version));
    // A build that goes on settles it; the alarm is for the case that its process ends.
    if (this.#isDirty()) times.push(Math.max(this.#nextBuildAt, now() + (this.#isBusy ? BUILD_LIMIT_MS : 0)));
    const due = times.filter((time) => time !== null);
    if (due.length === 0) return;
    try {
      await setAlarm(Math.min(...due));
    } catch (error) {
      // Every call arms it again, and the sweep calls where rows are left.
      logFailure('publisher.alarm.unset', error, { environmentId: this.#environmentId });
    }
  }

  status(): PublicationStatus {
    return {
      version: this.#last.version,
      pending: this.#isDirty() || this.#decisions.hold !== null,
      kept: listKept(this.#ports.store),
      pin: this.#decisions.pin,
      hold: this.#decisions.hold,
      copies: this.#copies.map(({ name, version }) => ({ name, version })),
    };
  }

  figures(): PublicationFigures {
    const { version, updatedAt } = this.#last;
    return {
      version,
      updatedAt: updatedAt === null ? null : updatedAt / 1000,
      held: this.#decisions.hold !== null,
      pinned: this.#decisions.pin !== null,
      copies: this.#copies.map(({ name, version }) => ({ name, version })),
    };
  }

  /** Publishes the flags of a kept version again and stays with them until `release`. Needs nothing but this object's storage. */
  async revert(environmentId: number, version: number, by: string): Promise<RevertOutcome> {
    const { store, now, logEvent } = this.#ports;
    const kept = readKept(store, version)?.record;
    const newest = this.#readNewest();
    if (kept === undefined || 'gone' in kept) return 'not-kept';
    if (newest === null || 'gone' in newest) return 'gone';
    const pin: Pin = { reverted_to: version, at: now(), by };
    this.#environmentId = environmentId;
    this.#keep(withAccessOf(kept, newest), this.#decisions.pinTo(pin));
    this.#decisions.setHold(null);
    logEvent('publisher.environment.reverted', { environmentId, version, by });
    await this.arm();
    return 'done';
  }

  /** Ends a pin: what is committed is published again, at once if the database answers. */
  async release(environmentId: number): Promise<void> {
    if (this.#decisions.pin === null) return;
    this.#decisions.endPin();
    // The rows that wait were answered by versions that nobody sees any more.
    this.#answered = new Set();
    this.#ports.store.writeFact('forced', 'yes');
    this.#ports.logEvent('publisher.environment.released', { environmentId });
    // With the database away the alarm comes back to it.
    await this.publish(environmentId).catch(() => undefined);
  }

  /** Publishes what was held. */
  async confirm(environmentId: number, holdId: string): Promise<ConfirmOutcome> {
    const { hold } = this.#decisions;
    if (hold?.id !== holdId || !hold.can_be_confirmed) return 'not-held';
    this.#confirmed = holdId;
    try {
      await this.publish(environmentId);
    } catch {
      return 'unavailable';
    } finally {
      this.#confirmed = null;
    }
    return this.#decisions.hold === null ? 'done' : 'not-held';
  }

  /** Nothing was published yet, it was damaged, or a reader holds a version that this object has lost with its storage. */
  #isBehind(): boolean {
    return this.#newest === null || this.#last.version < this.#heldVersion;
  }

  get #isBusy(): boolean {
    return this.#isBuilding || this.#builds.isWaiting;
  }

  #isDirty(): boolean {
    return this.#ports.store.readFact('dirty') === 'yes';
  }

  /** Publishes if the outbox holds rows. The database gets little time, because readers wait for the answer. */
  async #look(environmentId: number, extent: NewsExtent): Promise<void> {
    const { now, hasPending, within } = this.#ports;
    const isKeptBack = this.#decisions.pin !== null || this.#decisions.hold !== null;
    const every = isKeptBack ? LOOK_EVERY_WHILE_KEPT_BACK_MS : extent === 'committed' ? 0 : LOOK_EVERY_MS;
    if (Math.abs(now() - this.#lookedAt) < every) return;
    this.#lookedAt = now();
    try {
      if (await hasPending(environmentId)) await within(this.#builds.run(), ANSWER_LIMIT_MS, 'the publication');
    } catch {
      // Nothing is lost: the rows stay in the outbox, and the sweep and the next reader look again.
    }
  }

  /** Copies are written by the alarm, so that nobody waits for them. */
  async #buildAndSettle(): Promise<void> {
    const { now, random, store, logFailure } = this.#ports;
    this.#isBuilding = true;
    try {
      await this.#buildOnce(this.#environmentId);
      this.#attempts = 0;
      this.#nextBuildAt = 0;
      if (!this.#builds.isWaiting) store.writeFact('dirty', 'no');
    } catch (error) {
      this.#attempts += 1;
      this.#nextBuildAt = now() + retryDelay(this.#attempts, random());
      logFailure('publisher.build.failed', error, { environmentId: this.#environmentId, attempts: this.#attempts });
      throw error;
    } finally {
      this.#isBuilding = false;
      await this.arm();
    }
  }

  async #buildOnce(environmentId: number): Promise<void> {
    const { load, settle, store } = this.#ports;
    const { snapshot, outboxIds } = await load(environmentId);
    if (snapshot === null && this.#last.version === 0) return;
    if (this.#decisions.pin !== null && snapshot !== null) return this.#keepAccess(snapshot);
    const isForced = store.readFact('forced') === 'yes';
    if (isForced || this.#isBehind() || outboxIds.some((id) => !this.#answered.has(id))) {
      if (!this.#publishNext(environmentId, snapshot)) return;
      this.#answered = new Set(outboxIds);
    }
    if (outboxIds.length > 0) await settle(environmentId, outboxIds, this.#last.updatedAt);
  }

  /** While flags are pinned, keys that were made or taken away still count. */
  #keepAccess(snapshot: EnvironmentSnapshot): void {
    const newest = this.#readNewest();
    if (newest === null || 'gone' in newest) return;
    const next = withAccessOf(newest, snapshot);
    if (!saysTheSame(newest, next) || this.#isBehind()) this.#keep(next);
  }

  /** False if it is held. */
  #publishNext(environmentId: number, snapshot: EnvironmentSnapshot | null): boolean {
    const { logFailure, now } = this.#ports;
    const newest = this.#newest === null ? null : { record: this.#readNewest(), bytes: this.#newest.length };
    const { hold, text, next } = draftPublication(this.#lastKnown, newest, environmentId, snapshot, now());
    if (hold !== null && !(hold.can_be_confirmed && hold.id === this.#confirmed)) {
      if (this.#decisions.hold?.id !== hold.id) {
        const { id, reason } = hold;
        logFailure('publisher.publication.held', new Error(hold.message), { environmentId, hold: id, reason });
      }
      this.#decisions.setHold(hold);
      return false;
    }
    this.#decisions.setHold(null);
    this.#store(next, text, { forced: 'no' });
    return true;
  }

  /** A reader may hold a version that this object has lost; what is published must be newer. */
  get #lastKnown(): LastPublication {
    return { ...this.#last, version: Math.max(this.#last.version, this.#heldVersion) };
  }

  #keep(snapshot: EnvironmentSnapshot, facts: Record<string, string> = {}): void {
    const next = nextPublication(this.#lastKnown, snapshot, this.#ports.now());
    this.#store(next, withChecksum(JSON.stringify(next.record)), facts);
  }

  #store(next: { record: Published; updatedAt: number } | null, text: string, facts: Record<string, string>): void {
    if (next === null) return;
    const { store, announce, logEvent } = this.#ports;
    const { version } = next.record;
    const environmentId = this.#environmentId;
    const before = this.#readNewest();
    store.keep(version, text, {
      version: String(version),
      updated_at: String(next.updatedAt),
      environment_id: String(environmentId),
      ...facts,
    });
    this.#last = { version, updatedAt: next.updatedAt };
    this.#newest = text;
    if ('gone' in next.record) this.#decisions.endPin();
    announce(before, next.record, next.updatedAt, text);
    logEvent('publisher.environment.published', { environmentId, version, bytes: text.length });
  }

  #readNewest(): Published | null {
    return this.#newest === null ? null : (JSON.parse(this.#newest) as Published);
  }

  #remember(environmentId: number): void {
    this.#environmentId = environmentId;
    this.#ports.store.writeFact('environment_id', String(environmentId));
    this.#ports.store.writeFact('dirty', 'yes');
  }
}
