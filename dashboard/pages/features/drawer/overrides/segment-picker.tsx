import { useState } from 'preact/hooks';
import type { Segment } from '../../../../../worker/contract/segments.ts';
import { useResource } from '../../../../api/cache.ts';
import { Combobox } from '../../../../ui/combobox.tsx';
import { rememberSegment } from '../draft-store.ts';
import type { TabProps } from '../tabs.ts';
import { addOverride } from './override-order.ts';

type Props = TabProps & { onAdd: (segmentId: number) => void };

const SHOWN = 20;

/** Adds an override for a segment of the project, or one that is of this feature alone. */
export function SegmentPicker({ project, detail, draft: { draft, change }, onAdd }: Props) {
  const [search, setSearch] = useState('');
  const query = new URLSearchParams({ q: search, page_size: String(SHOWN + draft.overrides.length) });
  const view = useResource<{ count: number; results: Segment[] }>(
    `/api/v1/projects/${project.id}/segments/?${query.toString()}`,
  );
  const found = view.kind === 'loaded' ? view.data.results : [];
  const free = found.filter(
    ({ id, feature }) =>
      !draft.overrides.some(({ segmentId }) => segmentId === id) && (feature === null || feature === detail.feature.id),
  );
  const emptyTexts = { loading: 'Searching…', failed: 'The segments could not be loaded', loaded: 'No segment fits' };
  return (
    <Combobox
      label="Add an override for a segment"
      placeholder="Add an override for a segment"
      choices={free.map(({ id, name, description, feature }) => ({
        value: String(id),
        label: name,
        hint: feature === null ? (description ?? '') : 'Only for this feature',
      }))}
      emptyText={emptyTexts[view.kind]}
      isLoading={view.kind === 'loading'}
      onSearch={setSearch}
      onChoose={(value) => {
        const id = Number(value);
        rememberSegment(id, free.find((segment) => segment.id === id)?.name ?? '');
        change(addOverride(draft, id));
        onAdd(id);
      }}
      data-test="segment-picker"
    />
  );
}
