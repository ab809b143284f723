/** Of what is typed, what differs from what is stored. */
export function findChanged<Draft extends object>(stored: Draft, typed: Partial<Draft>): Partial<Draft> {
  const names = Object.keys(typed) as (keyof Draft)[];
  return Object.fromEntries(
    names.filter((name) => typed[name] !== stored[name]).map((name) => [name, typed[name]]),
  ) as Partial<Draft>;
}
