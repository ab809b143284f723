import { computed, signal } from '@preact/signals';

const MARK = 'halyard.session';
const EMAIL = 'halyard.email';

/**
 * The session itself is in a cookie that no script can read. Here stands that there is one, and another text for each, so that every tab
 * hears of it.
 */
const mark = signal(read(MARK));

/** Whether somebody has signed in with this browser, be the session still good or not. */
export const isSignedIn = computed(() => mark.value !== null);

/** Set while a request waits for its sender to sign in again; what is on the screen stays. */
export const isExpired = signal(false);

/** Set when the server has refused something until the account has a second factor. */
export const needsSecondFactor = signal(false);

let waiting: ((isBack: boolean) => void)[] = [];

/** For when the server has given this browser a session. */
export function startSession(email: string): void {
  const next = crypto.getRandomValues(new Uint32Array(2)).join('-');
  rememberEmail(email);
  store(MARK, next);
  mark.value = next;
  settle(true);
}

/** Whose session this is, for when it ends. */
export function rememberEmail(email: string): void {
  store(EMAIL, email);
}

/** Of whoever signed in last in this browser; empty for nobody. */
export function readLastEmail(): string {
  return read(EMAIL) ?? '';
}

/** For when the server has ended the session, or knows of none. */
export function endSession(): void {
  store(MARK, null);
  needsSecondFactor.value = false;
  mark.value = null;
  settle(false);
}

/** Asks whoever sits there to sign in again; resolves to false if they sign out instead. */
export function waitForSignIn(): Promise<boolean> {
  isExpired.value = true;
  return new Promise((resolve) => {
    waiting.push(resolve);
  });
}

function settle(isBack: boolean): void {
  isExpired.value = false;
  const all = waiting;
  waiting = [];
  for (const resolve of all) resolve(isBack);
}

function store(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Where nothing may be stored, the dashboard knows of the session as long as the page is there.
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

// Signing in or out in one tab does so in all.
addEventListener('storage', (event) => {
  if (event.key !== MARK || event.newValue === mark.value) return;
  mark.value = event.newValue;
  settle(event.newValue !== null);
});
