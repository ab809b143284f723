import type { AuditLogDetail } from '../../../worker/contract/audit-logs.ts';
import type { Change } from '../../ui/inline-diff.tsx';

/** What has changed, field by field, as text. */
export function toChanges({ change_details: details }: Pick<AuditLogDetail, 'change_details'>): Change[] {
  return details.map(({ field, old, new: now }) => ({
    label: field.replaceAll('_', ' '),
    before: toText(old),
    after: toText(now),
    isCode: typeof old === 'object' || typeof now === 'object',
  }));
}

function toText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
