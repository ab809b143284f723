/** The addresses in what somebody has typed or pasted, each once. */
export function readEmails(text: string): string[] {
  const found = text.split(/[\s,;<>]+/).filter((part) => part.includes('@'));
  return [...new Map(found.map((email) => [email.toLowerCase(), email])).values()];
}
