import type { AuditLogDetail } from '../../../../../worker/contract/audit-logs.ts';
import type { Change } from '../../../../ui/inline-diff.tsx';

type Detail = AuditLogDetail['change_details'][number];

/** What an entry changed, one line for each value that is another one. */
export function listChangedLines(details: readonly Detail[], optionNames: Readonly<Record<string, string>>): Change[] {
  return details.flatMap(({ field, old, new: next }) => compare(nameField(field), old, next, optionNames));
}

function compare(label: string, old: unknown, next: unknown, names: Readonly<Record<string, string>>): Change[] {
  if (isPlain(old) || isPlain(next)) {
    const [left, right] = [isPlain(old) ? old : {}, isPlain(next) ? next : {}];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => compare(join(label, names[key] ?? nameField(key)), left[key], right[key], names));
  }
  const [before, after] = [show(old), show(next)];
  return before === after ? [] : [{ label, before, after, isCode: true }];
}

const join = (outer: string, inner: string) => (outer === 'Everybody' ? inner : `${outer}: ${inner.toLowerCase()}`);

const NAMES: Readonly<Record<string, string>> = {
  environment_default: 'Everybody',
  segment_overrides: 'Segment overrides',
  multivariate_option: 'Variation',
  default_percentage_allocation: 'first share',
  is_server_key_only: 'Server-side only',
  is_archived: 'Archived',
  group_owners: 'Group owners',
  live_from: 'Live from',
  enabled: 'State',
  weights: 'Share',
};

function nameField(field: string): string {
  return NAMES[field] ?? field.charAt(0).toUpperCase() + field.slice(1).replaceAll('_', ' ');
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (value === true) return 'on';
  if (value === false) return 'off';
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value as string | number);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
