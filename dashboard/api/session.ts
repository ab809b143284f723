import { computed, signal } from '@preact/signals';

const KEY = 'halyard.token';
const EMAIL = 'halyard.email';

const token = signal(read(KEY));

/** Whether this browser holds a token, be it still good or not. */
export const isSignedIn = computed(() => token.value !== null);

/** Set while a request waits for its sender to sign in again; what is on the screen stays. */
export const isExpired = signal(false);

/** Set when the server has refused something until the account has a second factor. */
export const needsSecondFactor = signal(false);

let waiting: ((isBack: boolean) => void)[] = [];

export function readAuthorization(): string | null {
  return token.value === null ? null : `Token ${token.value}`;
}

export function startSession(key: string, email: string): void {
  store(KEY, key);
  store(EMAIL, email);
  token.value = key;
  settle(true);
}

/** Of whoever signed in last in this browser; empty for nobody. */
export function readLastEmail(): string {
  return read(EMAIL) ?? '';
}

export function endSession(): void {
  store(KEY, null);
  needsSecondFactor.value = false;
  token.value = null;
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
    // Where nothing may be stored, the session lasts as long as the page.
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
  if (event.key !== KEY || event.newValue === token.value) return;
  token.value = event.newValue;
  settle(event.newValue !== null);
});
