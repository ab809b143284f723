const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A point in time as a day; the whole of it on hover. */
export function Day({ at }: { at: string }) {
  return (
    <time class="nowrap" dateTime={at} title={EXACT.format(new Date(at))}>
      {DAY.format(new Date(at))}
    </time>
  );
}

/** How long ago it was, or how far it is ahead; a day where that is more than a month. */
export function Ago({ at }: { at: string }) {
  return (
    <time class="nowrap" dateTime={at} title={EXACT.format(new Date(at))}>
      {describeAgo(new Date(at), Date.now())}
    </time>
  );
}

export function describeAgo(at: Date, now: number): string {
  const distance = at.getTime() - now;
  if (Math.abs(distance) > 31 * 86_400_000) return DAY.format(at);
  const [unit, length] = STEPS.find(([, step]) => Math.abs(distance) >= step) ?? ['second', Infinity];
  return AGO.format(unit === 'second' ? 0 : Math.trunc(distance / length), unit);
}

/** A point in time to the second. */
export function Exact({ at }: { at: string }) {
  return (
    <time class="nowrap" dateTime={at}>
      {EXACT.format(new Date(at))}
    </time>
  );
}
