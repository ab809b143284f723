import type { ComponentChildren } from 'preact';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

export type Column<Row> = {
  id: string;
  title: string;
  /** The title is there for readers of the screen only. */
  isTitleHidden?: boolean;
  isSortable?: boolean;
  cell: (row: Row, index: number) => ComponentChildren;
};

export type Sort = { column: string; isDescending: boolean };

export type Selection<Row> = {
  chosen: ReadonlySet<string | number>;
  onChange: (chosen: ReadonlySet<string | number>) => void;
  nameOf: (row: Row) => string;
};

type Props<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Marks the row that is open beside the table. */
  currentKey?: string | number | null;
  rowTest?: (index: number) => string;
  isCompact?: boolean;
  /** Rows can be chosen. */
  selection?: Selection<Row> | undefined;
  /** What is shown is being asked for again. */
  isRefreshing?: boolean;
};

/** A table of rows; on a phone each row is a block. Rows are marked for the keys j and k (`data-row`). */
export function DataTable<Row>({ label, columns, rows, keyOf, sort, onSort, currentKey = null, ...rest }: Props<Row>) {
  const direction = (column: Column<Row>) => {
    if (column.isSortable !== true) return undefined;
    return sort?.column !== column.id ? 'none' : sort.isDescending ? 'descending' : 'ascending';
  };
  const toggle = ({ id }: Column<Row>) =>
    onSort?.({ column: id, isDescending: sort?.column === id && !sort.isDescending });
  return (
    <table class={rest.isCompact === true ? 'table compact' : 'table'} aria-label={label} aria-busy={rest.isRefreshing}>
      <thead>
        <tr>
          {rest.selection !== undefined && <ChooseAll rows={rows} keyOf={keyOf} selection={rest.selection} />}
          {columns.map((column) => (
            <th key={column.id} scope="col" data-column={column.id} aria-sort={direction(column)}>
              {column.isSortable === true ? (
                <button type="button" class="sort" onClick={() => toggle(column)}>
                  {column.title}
                  <Icon name="down" />
                </button>
              ) : (
                <span class={column.isTitleHidden === true ? 'hidden-text' : ''}>{column.title}</span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf(row)} data-row="" data-current={keyOf(row) === currentKey} data-test={rest.rowTest?.(index)}>
            {rest.selection !== undefined && <Choose row={row} rowKey={keyOf(row)} selection={rest.selection} />}
            {columns.map((column) => (
              <td key={column.id} data-column={column.id}>
                {column.cell(row, index)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type ChooseProps<Row> = { row: Row; rowKey: string | number; selection: Selection<Row> };

function Choose<Row>({ row, rowKey, selection: { chosen, onChange, nameOf } }: ChooseProps<Row>) {
  const toggle = () => {
    const next = new Set(chosen);
    if (!next.delete(rowKey)) next.add(rowKey);
    onChange(next);
  };
  return (
    <td data-column="choose">
      <input
        type="checkbox"
        class="checkbox"
        aria-label={`Select ${nameOf(row)}`}
        checked={chosen.has(rowKey)}
        onChange={toggle}
      />
    </td>
  );
}

type ChooseAllProps<Row> = {
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  selection: Selection<Row>;
};

/** Of the rows on the page. */
function ChooseAll<Row>({ rows, keyOf, selection: { chosen, onChange } }: ChooseAllProps<Row>) {
  const keys = rows.map(keyOf);
  const isAll = keys.length > 0 && keys.every((key) => chosen.has(key));
  return (
    <th scope="col" data-column="choose">
      <input
        type="checkbox"
        class="checkbox"
        aria-label="Select all on this page"
        checked={isAll}
        indeterminate={!isAll && keys.some((key) => chosen.has(key))}
        onChange={() => onChange(new Set(isAll ? [] : keys))}
      />
    </th>
  );
}

type PagerProps = { page: number; size: number; count: number; onPage: (page: number) => void };

export function Pager({ page, size, count, onPage }: PagerProps) {
  const last = Math.max(1, Math.ceil(count / size));
  if (last === 1) return null;
  const from = (page - 1) * size + 1;
  return (
    <nav class="pager" aria-label="Pages">
      <span class="quiet">
        {from}–{Math.min(count, page * size)} of {count}
      </span>
      <span class="row">
        <Button
          icon="left"
          disabledReason={page > 1 ? null : 'This is the first page.'}
          onClick={() => onPage(page - 1)}
        >
          Previous
        </Button>
        <Button
          icon="right"
          disabledReason={page < last ? null : 'This is the last page.'}
          onClick={() => onPage(page + 1)}
        >
          Next
        </Button>
      </span>
    </nav>
  );
}
