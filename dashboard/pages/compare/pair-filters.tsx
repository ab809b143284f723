import { Select } from '../../ui/field.tsx';
import { setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { toAddress, type CompareFilter } from './compare-address.ts';

export function PairFilters({ filter }: { filter: CompareFilter }) {
  const change = (part: Partial<CompareFilter>) => setQuery(toAddress(part));
  const shown = filter.part === 'any' ? (filter.isDifferentOnly ? 'different' : 'all') : filter.part;
  return (
    <div class="filters" role="search">
      <SearchField label="Search features" value={filter.search} onChange={(search) => change({ search })} />
      <Select
        label="Which features"
        isLabelHidden
        value={shown}
        options={[
          { value: 'different', label: 'That differ' },
          { value: 'state', label: 'That differ in state' },
          { value: 'value', label: 'That differ in value' },
          { value: 'segments', label: 'That differ for segments' },
          { value: 'all', label: 'All features' },
        ]}
        onChange={(next) =>
          change({
            isDifferentOnly: next !== 'all',
            part: next === 'all' || next === 'different' ? 'any' : next,
          })
        }
        data-test="compare-which"
      />
    </div>
  );
}
