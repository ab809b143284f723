/** Where somebody went by the palette lately, in this browser. */
export type Recent = { label: string; kind: string; to: string };

const MOST = 5;
const keyOf = (userId: number) => `halyard.recent.${userId}`;

export function readRecent(userId: number): Recent[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function addRecent(userId: number, { label, kind, to }: Recent): void {
  const others = readRecent(userId).filter((one) => one.to !== to);
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify([{ label, kind, to }, ...others].slice(0, MOST)));
  } catch {
    // It is then not remembered.
  }
}

function isRecent(value: unknown): value is Recent {
  const { label, kind, to } = (value ?? {}) as Record<string, unknown>;
  return typeof label === 'string' && typeof kind === 'string' && typeof to === 'string' && to.startsWith('/');
}
