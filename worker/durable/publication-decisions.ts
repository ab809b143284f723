import type { PublicationStatus } from '../contract/publications.ts';
import type { Hold } from './publication-guard.ts';
import type { PublicationLog } from './publication-store.ts';

export type Pin = NonNullable<PublicationStatus['pin']>;

/** What people and the guard have decided of an environment: which version it stays with, and which publication is held. It outlives the process. */
export class PublicationDecisions {
  readonly #store: PublicationLog;
  readonly #now: () => number;
  #pin: Pin | null;
  #hold: (Hold & { at: number }) | null;

  constructor(store: PublicationLog, now: () => number) {
    const read = (name: string): unknown => JSON.parse(store.readFact(name) ?? 'null');
    this.#store = store;
    this.#now = now;
    this.#pin = read('pin') as Pin | null;
    this.#hold = read('hold') as (Hold & { at: number }) | null;
  }

  get pin(): Pin | null {
    return this.#pin;
  }

  get hold(): (Hold & { at: number }) | null {
    return this.#hold;
  }

  /** Answers the fact to be stored with the record that it is about. */
  pinTo(pin: Pin): { pin: string } {
    this.#pin = pin;
    return { pin: JSON.stringify(pin) };
  }

  endPin(): void {
    this.#pin = null;
    this.#store.writeFact('pin', null);
  }

  /** The moment of a hold is that at which the same publication was held first. */
  setHold(hold: Hold | null): void {
    if (hold === null && this.#hold === null) return;
    this.#hold = hold === null ? null : { ...hold, at: this.#hold?.id === hold.id ? this.#hold.at : this.#now() };
    this.#store.writeFact('hold', this.#hold === null ? null : JSON.stringify(this.#hold));
  }
}
