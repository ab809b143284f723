import { useEffect, useState } from 'preact/hooks';

/** Enter that was pressed before the choices were settled: done when they are. */
export function useHeldEnter(isSettled: boolean, enter: () => void) {
  const [isHeld, setHeld] = useState(false);
  const isDue = isHeld && isSettled;
  useEffect(() => {
    if (!isDue) return;
    setHeld(false);
    enter();
  }, [isDue]);
  return [isHeld, setHeld] as const;
}

/** The only one, or the only one that is called so. */
export function findMeant<Choice extends { label: string }>(
  fitting: readonly Choice[],
  text: string,
): Choice | undefined {
  if (fitting.length === 1) return fitting[0];
  const same = fitting.filter(({ label }) => label.toLowerCase() === text.toLowerCase());
  const exact = same.length === 1 ? same : same.filter(({ label }) => label === text);
  return exact.length === 1 ? exact[0] : undefined;
}
