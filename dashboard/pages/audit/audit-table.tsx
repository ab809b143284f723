import type { AuditLog } from '../../../worker/contract/audit-logs.ts';
import { nameOfPerson } from '../../api/person-name.ts';
import { Ago } from '../../ui/moment.tsx';
import { Rows } from '../../ui/panel.tsx';
import { setQuery } from '../../ui/router.tsx';
import { DataTable } from '../../ui/table.tsx';

/** Whoever or whatever made the change. */
export function nameOfAuthor({ author, master_api_key: key }: AuditLog): string {
  if (author !== null) return nameOfPerson(author);
  return key === null ? 'The server' : `Key ${key.name}`;
}

export function AuditTable({ rows, isRefreshing }: { rows: readonly AuditLog[]; isRefreshing: boolean }) {
  return (
    <Rows>
      <DataTable
        label="Audit log"
        rows={rows}
        keyOf={({ id }) => id}
        rowTest={(index) => `audit-${index}`}
        isRefreshing={isRefreshing}
        columns={[
          {
            id: 'log',
            title: 'What',
            cell: ({ id, log }) => (
              <button type="button" class="link audit-log" onClick={() => setQuery({ entry: String(id) })}>
                {log}
              </button>
            ),
          },
          { id: 'who', title: 'Who', cell: (row) => <span>{nameOfAuthor(row)}</span> },
          {
            id: 'where',
            title: 'Where',
            cell: ({ environment, project }) => (
              <span class="quiet">{environment?.name ?? project?.name ?? 'Organisation'}</span>
            ),
          },
          {
            id: 'when',
            title: 'When',
            cell: ({ created_date: at }) => (
              <span class="quiet">
                <Ago at={at} />
              </span>
            ),
          },
        ]}
      />
    </Rows>
  );
}
