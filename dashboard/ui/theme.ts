import { signal } from '@preact/signals';

export type Theme = 'light' | 'dark' | 'system';

const KEY = 'halyard.theme';

/** What was chosen; public/theme.js has put it on the page before it was painted. */
export const theme = signal<Theme>(readTheme());

export function setTheme(next: Theme): void {
  theme.value = next;
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It then holds until the page is left.
  }
}

function readTheme(): Theme {
  const { theme: chosen } = document.documentElement.dataset;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}
