type Person = { first_name: string; last_name: string; email: string };

/** How a person is called, or else written to. */
export function nameOfPerson({ first_name: first, last_name: last, email }: Person): string {
  return `${first} ${last}`.trim() || email;
}
