import { HIDDEN } from '../../contract/integrations.ts';

/** The text without the secrets, in whichever form a receiver has got them: what it says is kept, and could be what it heard. */
export function hideSecrets(text: string, secrets: readonly unknown[]): string {
  const forms = secrets
    .filter((secret) => typeof secret === 'string' && secret !== '')
    .flatMap((secret) => [String(secret), encodeURIComponent(String(secret)), toBasic(String(secret))]);
  return forms.reduce((hidden, form) => hidden.replaceAll(form, HIDDEN), text);
}

/** As HTTP's Basic authentication takes a key: as the user's name, without a password. */
export function toBasic(key: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(`${key}:`)));
}
