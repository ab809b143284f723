import type { AuditLogDetail } from '../../../../../worker/contract/audit-logs.ts';
import { Chip } from '../../../../ui/chip.tsx';
import { InlineDiff } from '../../../../ui/inline-diff.tsx';
import { nameOfPerson } from '../../../../api/person-name.ts';
import { listChangedLines } from './change-lines.ts';

type Props = { entry: AuditLogDetail; optionNames: Readonly<Record<string, string>> };

/** One change: when, who, what, and what it was before. */
export function HistoryEntry({ entry, optionNames }: Props) {
  const changes = listChangedLines(entry.change_details, optionNames);
  return (
    <li class="part" data-test="history-entry">
      <div class="state-line">
        <span class="part-name">{entry.log}</span>
        {entry.environment === null && <Chip>All environments</Chip>}
      </div>
      <div class="quiet history-line">
        {nameAuthor(entry)} · <time dateTime={entry.created_date}>{MOMENT.format(new Date(entry.created_date))}</time>
      </div>
      {changes.length > 0 && <InlineDiff changes={changes} />}
    </li>
  );
}

/** Who made the change: a person, or the key of a program. */
function nameAuthor({ author, master_api_key: key }: AuditLogDetail): string {
  if (author !== null) return nameOfPerson(author);
  return key === null ? 'Halyard' : `Key ${key.name}`;
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
