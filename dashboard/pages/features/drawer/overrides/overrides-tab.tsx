import { useState } from 'preact/hooks';
import { EmptyState, Notice } from '../../../../ui/states.tsx';
import { SortableList } from '../../../../ui/sortable-list.tsx';
import { chosenSegments } from '../draft-store.ts';
import type { TabProps } from '../tabs.ts';
import { moveOverride, removeOverride } from './override-order.ts';
import { OverrideRow } from './override-row.tsx';
import { SegmentPicker } from './segment-picker.tsx';

/** What the feature is for segments. Of those that somebody is in, the first in the list wins. */
export function OverridesTab(props: TabProps) {
  const { detail, environment, faults, whyNot } = props;
  const { draft, change, before } = props.draft;
  const [open, setOpen] = useState<number | null>(null);
  const [added, setAdded] = useState<number | null>(null);
  const show = (segmentId: number | null, isAdded: boolean) => {
    setOpen(segmentId);
    setAdded(isAdded ? segmentId : null);
  };
  const names = new Map(detail.segments.map(({ id, name }) => [id, name]));
  const nameOf = (id: number) => names.get(id) ?? chosenSegments.value[id] ?? `Segment ${id}`;
  return (
    <div class="stack">
      {whyNot.overrides !== null && <Notice tone="warning">{whyNot.overrides}</Notice>}
      {whyNot.overrides === null && <SegmentPicker {...props} onAdd={(segmentId) => show(segmentId, true)} />}
      {draft.overrides.length === 0 ? (
        <EmptyState icon="users" title="No segment has a state of its own">
          With an override a segment gets another state, another value or other shares than everybody else in{' '}
          {environment.name}.
        </EmptyState>
      ) : (
        <>
          <p class="quiet">
            Whoever is in several of these segments gets the first of them. Identity overrides win over all.
          </p>
          <SortableList
            label="Segment overrides, the strongest first"
            items={draft.overrides}
            keyOf={({ segmentId }) => segmentId}
            nameOf={({ segmentId }) => nameOf(segmentId)}
            isReadOnly={whyNot.overrides !== null}
            onMove={(from, to) => change(moveOverride(draft, from, to))}
            render={(override, index) => (
              <OverrideRow
                override={override}
                index={index}
                name={nameOf(override.segmentId)}
                environment={environment.name}
                options={draft.options}
                faults={faults}
                readOnlyReason={whyNot.overrides}
                everybody={draft.content}
                saved={before.overrides.find(({ segmentId }) => segmentId === override.segmentId)}
                isOpen={open === override.segmentId}
                isFirst={added === override.segmentId}
                onToggle={() => show(open === override.segmentId ? null : override.segmentId, false)}
                onRemove={() => change(removeOverride(draft, override.segmentId))}
                onChange={(content) =>
                  change({
                    ...draft,
                    overrides: draft.overrides.map((one) =>
                      one.segmentId === override.segmentId ? { ...one, ...content } : one,
                    ),
                  })
                }
              />
            )}
          />
        </>
      )}
    </div>
  );
}
