import type { IntegrationField } from '../../api/integration-kinds.ts';

/** What is typed, by field: switches as 'true' and 'false'. Secrets begin empty. */
export type IntegrationDraft = Readonly<Record<string, string>>;

type Stored = Readonly<Record<string, unknown>> | null;

export function toDraft(fields: readonly IntegrationField[], stored: Stored): IntegrationDraft {
  return Object.fromEntries(
    fields.map((field) => {
      const known = field.isSecret === true ? undefined : stored?.[field.key];
      const initial = field.options?.[0] ?? (field.isFlag === true ? 'false' : '');
      return [field.key, toText(known) ?? initial];
    }),
  );
}

/** Whether a secret is kept already. */
export const hasSecret = (field: IntegrationField, stored: Stored): boolean =>
  field.isSecret === true && stored !== null && stored[field.key] !== '' && stored[field.key] !== undefined;

/** What is sent. Secrets that are left empty stay as they are, but for those in `forgotten`. */
export function toBody(
  fields: readonly IntegrationField[],
  draft: IntegrationDraft,
  forgotten: readonly string[] = [],
): Record<string, string | boolean> {
  const entries = fields.flatMap((field): [string, string | boolean][] => {
    const text = draft[field.key] ?? '';
    if (field.isSecret === true) {
      if (forgotten.includes(field.key)) return [[field.key, '']];
      return text === '' ? [] : [[field.key, text]];
    }
    if (field.isFlag === true) return [[field.key, text === 'true']];
    const value = text.trim() || field.fallback;
    return value === undefined && field.isOptional === true ? [] : [[field.key, value ?? '']];
  });
  return Object.fromEntries(entries);
}

const toText = (value: unknown) =>
  typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined;
