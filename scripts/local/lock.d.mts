/** Takes a lock file for this process, or tells which process holds it. A lock whose holder is gone is taken over. */
export function takeLock(path: string): { release: () => void } | { holder: number };
