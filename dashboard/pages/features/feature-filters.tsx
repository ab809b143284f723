import type { Tag } from '../../../worker/contract/tags.ts';
import { Button } from '../../ui/button.tsx';
import { TagChip } from '../../ui/chip.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Select } from '../../ui/field.tsx';
import { setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { OwnerFilter } from './owner-filter.tsx';
import { isFiltered, NO_FILTER, toAddress, type FeatureFilter } from './feature-filter.ts';

const UNTAGGED = 'none';

type Props = { filter: FeatureFilter; tags: readonly Tag[]; organisationId: number };

export function FeatureFilters({ filter, tags, organisationId }: Props) {
  const change = (part: Partial<FeatureFilter>) => setQuery(toAddress(part));
  const chosen = filter.tags === 'none' ? [] : filter.tags;
  const choices = tags.filter(({ id }) => !chosen.includes(id)).map(({ id, label }) => ({ value: String(id), label }));
  return (
    <div class="filters" role="search">
      <SearchField label="Search features" value={filter.search} onChange={(search) => change({ search })} />
      <Select
        label="State"
        isLabelHidden
        value={filter.state}
        onChange={(state) => change({ state })}
        options={[
          { value: 'any', label: 'On and off' },
          { value: 'on', label: 'On' },
          { value: 'off', label: 'Off' },
        ]}
      />
      <SearchField label="Value contains" type="text" value={filter.value} onChange={(value) => change({ value })} />
      {tags.length > 0 && (
        <Combobox
          label="Filter by tag"
          placeholder="Tags"
          choices={[{ value: UNTAGGED, label: 'Without tags' }, ...choices]}
          onChoose={(value) => change({ tags: value === UNTAGGED ? 'none' : [...chosen, Number(value)] })}
        />
      )}
      <Select
        label="Archived"
        isLabelHidden
        value={filter.isArchived ? 'archived' : 'active'}
        onChange={(value) => change({ isArchived: value === 'archived' })}
        options={[
          { value: 'active', label: 'Active' },
          { value: 'archived', label: 'Archived' },
        ]}
      />
      <OwnerFilter filter={filter} organisationId={organisationId} onChange={change} />
      {filter.tags === 'none' && (
        <TagChip label="Without tags" colour="transparent" onRemove={() => change({ tags: [] })} />
      )}
      {tags
        .filter(({ id }) => chosen.includes(id))
        .map(({ id, label, color }) => (
          <TagChip
            key={id}
            label={label}
            colour={color}
            onRemove={() => change({ tags: chosen.filter((one) => one !== id) })}
          />
        ))}
      {isFiltered(filter) && (
        <Button kind="quiet" onClick={() => change(NO_FILTER)}>
          Clear all
        </Button>
      )}
    </div>
  );
}
