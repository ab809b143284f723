import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Admission, Passwords } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';

/** Cost of scrypt: N = 2^ln, block size r, parallelism p. */
export type ScryptCost = { ln: number; r: number; p: number };

export type PasswordOptions = {
  cost: ScryptCost;
  /** Least time between the beginnings of two hashes in the long run, in milliseconds; 0: no cap. */
  gapMs: number;
  /** How many may go ahead of the pace after a quiet time. */
  burst: number;
  /** Longest wait for a turn before the request is refused, in milliseconds. */
  patienceMs: number;
};

/** About 150 ms and 16 MiB. */
const COST: ScryptCost = { ln: 14, r: 8, p: 5 };
/** Stored parameters beyond these are refused: a changed row must not take the isolate's memory or time. */
const BOUNDS = { ln: 15, r: 8, p: 8 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Of the thread's time, hashing leaves eleven parts in twelve to other requests. */
const SHARES = 12;
/** What a hash is thought to take before one was measured, and the most that is believed. */
const FIRST_GUESS_MS = 150;
const LONGEST_MS = 1_000;
const DEFAULTS: PasswordOptions = { cost: COST, gapMs: 500, burst: 1, patienceMs: 5_000 };

/** Turns reach no further ahead, but for those that were given before the clock was set back. */
const FURTHEST_TURN_MS = 60_000;

type Turn = { at: number; pace: number };

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{8,64})\$([A-Za-z0-9+/]{32,128})$/;

/**
 * Scrypt with a cap: a hash holds the isolate's only thread, so hashes take turns that leave room for everybody else. Turns are
 * moments in time and not promises of other requests, because a request that is cancelled would leave the rest waiting.
 */
export function openPasswords(options: Partial<PasswordOptions> = {}): Passwords {
  const { cost, gapMs, burst, patienceMs } = { ...DEFAULTS, ...options };
  let hashMs = FIRST_GUESS_MS;
  /** When the next hash could begin if none went ahead of the pace. */
  let nextTurn = 0;
  const paceMs = () => (gapMs === 0 ? 0 : Math.max(gapMs, SHARES * hashMs));
  const waitMs = () => Math.max(0, nextTurn - burst * paceMs() - Date.now());

  /** The moment from which on the caller may hash, and how far it moves the others' turns. Throws THROTTLED. */
  function takeTurn(): Turn {
    if (nextTurn - Date.now() > FURTHEST_TURN_MS) nextTurn = 0;
    const wait = waitMs();
    if (wait > patienceMs) {
      throw new DomainError('THROTTLED', 'Too many people are signing in at the moment. Please try again shortly.', {
        retryAfter: wait / 1000,
      });
    }
    const pace = paceMs();
    nextTurn = Math.max(Date.now(), nextTurn) + pace;
    return { at: Date.now() + wait, pace };
  }

  async function runAt<T>(turn: Turn, work: () => T): Promise<T> {
    const wait = Math.min(patienceMs, turn.at - Date.now());
    if (wait > 0) await sleep(wait);
    const begun = Date.now();
    const result = work();
    if (gapMs > 0) {
      // The clock of a Worker stands still while it computes.
      await sleep(0);
      hashMs = Math.min(LONGEST_MS, (hashMs + Date.now() - begun) / 2);
    }
    return result;
  }

  /** `held` is a turn that was taken before, for the first hash. */
  function build(held: Turn | null): Admission {
    let turn = held;
    const inTurn = async <T>(work: () => T): Promise<T> => {
      const own = turn ?? takeTurn();
      turn = null;
      return runAt(own, work);
    };
    return {
      admit: () => build(takeTurn()),
      hash: (password) => inTurn(() => createHash(password, cost)),
      verify: (password, stored) => inTurn(() => compare(password, stored, cost)),
      release: () => {
        nextTurn -= turn?.pace ?? 0;
        turn = null;
      },
    };
  }

  return build(null);
}

function createHash(password: string, cost: ScryptCost): string {
  const salt = randomBytes(SALT_BYTES);
  const { ln, r, p } = cost;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(derive(password, salt, cost, HASH_BYTES))}`;
}

/** Without a hash to compare with, one is computed all the same. */
function compare(password: string, stored: string | null, cost: ScryptCost): boolean {
  const known = stored === null ? null : parse(stored);
  if (known !== null) return timingSafeEqual(derive(password, known.salt, known.cost, known.hash.length), known.hash);
  derive(password, randomBytes(SALT_BYTES), cost, HASH_BYTES);
  return false;
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function derive(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost, bytes: number): Uint8Array {
  const N = 2 ** ln;
  // Compatibility forms of a character are one character, however a keyboard wrote them.
  return scryptSync(password.normalize('NFKC'), salt, bytes, { N, r, p, maxmem: 256 * N * r });
}

/** Null for what is not a scrypt hash, or costs more than we are willing to spend. */
function parse(stored: string): { cost: ScryptCost; salt: Uint8Array; hash: Uint8Array } | null {
  const match = PHC.exec(stored);
  if (match === null) return null;
  const [ln, r, p] = match.slice(1, 4).map(Number);
  if (!isWithin(ln, BOUNDS.ln) || !isWithin(r, BOUNDS.r) || !isWithin(p, BOUNDS.p)) return null;
  return { cost: { ln, r, p }, salt: decode(match[4] ?? ''), hash: decode(match[5] ?? '') };
}

function isWithin(value: number | undefined, bound: number): value is number {
  return value !== undefined && value >= 1 && value <= bound;
}

/** Base64 without padding, as PHC strings have it. */
function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('=', '');
}

function decode(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
