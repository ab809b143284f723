import { useEffect } from 'preact/hooks';

export type Shortcut = { keys: string; label: string; run: (event: KeyboardEvent) => void };

const active = new Set<readonly Shortcut[]>();
let first: { key: string; at: number } | null = null;
const SEQUENCE_MS = 1_000;

/** Shortcuts that hold while the component is there: one key (`c`), or two after each other (`g f`). The newest wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    active.add(shortcuts);
    return () => void active.delete(shortcuts);
  });
}

/** All that hold now, for the list of them. */
export function listShortcuts(): Shortcut[] {
  return [...new Map([...active].flat().map((one) => [one.keys, one])).values()];
}

const OFF_KEY = 'halyard.shortcuts';

/** Single keys can be switched off (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(OFF_KEY) !== 'off';
  } catch {
    return true;
  }
}

export function setShortcutsOn(isOn: boolean): void {
  try {
    localStorage.setItem(OFF_KEY, isOn ? 'on' : 'off');
  } catch {
    // They then stay as they are.
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || !areShortcutsOn() || document.querySelector('dialog[open]') !== null) return;
  const before = first !== null && Date.now() - first.at < SEQUENCE_MS ? first.key : null;
  const all = listShortcuts();
  const found =
    (before === null ? undefined : all.find(({ keys }) => keys === `${before} ${event.key}`)) ??
    all.find(({ keys }) => keys === event.key);
  first = all.some(({ keys }) => keys.startsWith(`${event.key} `)) ? { key: event.key, at: Date.now() } : null;
  if (found === undefined) return;
  event.preventDefault();
  found.run(event);
});
