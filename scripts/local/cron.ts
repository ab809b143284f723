const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/** Whether a cron expression of five fields (numbers, `*`, ranges, steps, lists; UTC) is due in the minute of `time`. */
export function isCronDue(expression: string, time: Date): boolean {
  const fields = expression.trim().split(/\s+/);
  const values = [
    time.getUTCMinutes(),
    time.getUTCHours(),
    time.getUTCDate(),
    time.getUTCMonth() + 1,
    time.getUTCDay(),
  ];
  const hits = RANGES.map((range, index) => matchesField(fields[index] ?? '', range, values[index] ?? 0));
  const [minute, hour, day, month, weekday] = hits;
  // As cron has it: with both days restricted, either of them is enough.
  const bothDays = fields[2]?.startsWith('*') === false && fields[4]?.startsWith('*') === false;
  return minute === true && hour === true && month === true && (bothDays ? day || weekday : day && weekday) === true;
}

/** Calls `fire` for each expression that is due, at the start of every minute. Returns a function that ends it. */
export function startCronTimer(expressions: string[], fire: (expression: string, time: Date) => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    const now = Date.now();
    const next = Math.floor(now / 60_000 + 1) * 60_000;
    timer = setTimeout(() => {
      for (const expression of expressions) {
        if (isCronDue(expression, new Date(next))) fire(expression, new Date(next));
      }
      wait();
    }, next - now);
  };
  wait();
  return () => clearTimeout(timer);
}

function matchesField(field: string, [first, last]: readonly [number, number], value: number): boolean {
  return field.split(',').some((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from, to] = range === '*' ? [first, last] : range.split('-').map(Number);
    if (from === undefined) return false;
    const end = to ?? (part.includes('/') ? last : from);
    return value >= from && value <= end && (value - from) % Number(step) === 0;
  });
}
