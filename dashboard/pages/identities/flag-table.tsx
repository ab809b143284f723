import type { FlagTrace } from '../../../worker/engine/index.ts';
import { describeReason, toReasonTree } from '../../api/flag-reason.ts';
import { Button } from '../../ui/button.tsx';
import { CheckTree } from '../../ui/check-tree.tsx';
import { Rows } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { DataTable } from '../../ui/table.tsx';
import type { FlagValue } from './identities.api.ts';
import { valueIn, type Row } from './identity-row.ts';
import type { OverrideActs } from './override-acts.ts';

type Props = {
  rows: readonly Row[];
  identifier: string;
  /** Why nothing can be changed; null: it can. */
  forbidden: string | null;
  acts: OverrideActs;
  onEdit: (row: Row) => void;
};

/** Flags with their reasons; a switch overrides at once. */
export function FlagTable({ rows, identifier, forbidden, acts, onEdit }: Props) {
  return (
    <Rows>
      <DataTable<Row>
        label="Flags"
        rows={rows}
        keyOf={({ trace }) => trace.feature.name}
        rowTest={(index) => `identity-flag-${index}`}
        columns={[
          { id: 'name', title: 'Feature', cell: ({ trace }) => <span class="code">{trace.feature.name}</span> },
          {
            id: 'state',
            title: 'State',
            cell: (row) => (
              <Switch
                isOn={row.trace.outcome.enabled}
                label={`${row.trace.feature.name} for ${identifier}`}
                disabledReason={forbidden}
                onChange={(enabled) => void acts.set(row, { enabled, feature_state_value: valueIn(row) })}
              />
            ),
          },
          { id: 'value', title: 'Value', cell: (row) => <Value value={valueIn(row)} /> },
          { id: 'reason', title: 'Why', cell: ({ trace }) => <Reason trace={trace} /> },
          {
            id: 'acts',
            title: 'Override',
            isTitleHidden: true,
            cell: (row) => (
              <span class="row acts">
                <Button disabledReason={forbidden} onClick={() => onEdit(row)}>
                  {row.own === null ? 'Override' : 'Edit'}
                  <span class="hidden-text"> {row.trace.feature.name}</span>
                </Button>
                {row.own !== null && (
                  <Button kind="quiet" disabledReason={forbidden} onClick={() => void acts.remove(row)}>
                    Remove<span class="hidden-text"> the override of {row.trace.feature.name}</span>
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
    </Rows>
  );
}

function Value({ value }: { value: FlagValue }) {
  if (value === null || value === '') return <span class="quiet">—</span>;
  return (
    <span class="code value-text" title={String(value)}>
      {String(value)}
    </span>
  );
}

/** One line; the segments that were considered beneath it, for who wants to know. */
function Reason({ trace }: { trace: FlagTrace }) {
  const line = describeReason(trace);
  if (trace.segments.length === 0) return <span>{line}</span>;
  return (
    <details class="reason">
      <summary>{line}</summary>
      <CheckTree nodes={toReasonTree(trace)} label={`Segments of ${trace.feature.name}`} />
    </details>
  );
}
