import { signal } from '@preact/signals';

export type Theme = 'light' | 'dark' | 'system';

const KEY = 'halyard.theme';
const PREFERRED_KEY = 'halyard.theme.preferred';

/** What was chosen; public/theme.js has put it on the page before it was painted. */
export const theme = signal<Theme>(readTheme());

let isDarkPreferred = readStored(PREFERRED_KEY) === 'dark';

export function setTheme(next: Theme): void {
  theme.value = next;
  store(KEY, next);
  show();
}

/** What holds for who has chosen nothing: the dark theme, or that of the system. */
export function preferDark(isPreferred: boolean): void {
  isDarkPreferred = isPreferred;
  store(PREFERRED_KEY, isPreferred ? 'dark' : null);
  show();
}

function show(): void {
  const { dataset } = document.documentElement;
  const shown = theme.peek() === 'system' && isDarkPreferred ? 'dark' : theme.peek();
  if (shown === 'system') delete dataset['theme'];
  else dataset['theme'] = shown;
}

function readTheme(): Theme {
  const chosen = readStored(KEY);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Where nothing may be stored, it holds until the page is left. */
function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}
