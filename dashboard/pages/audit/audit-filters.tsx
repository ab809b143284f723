import type { DashProject } from '../../api/bootstrap.ts';
import { nameOfPerson } from '../../api/person-name.ts';
import { Button } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Select } from '../../ui/field.tsx';
import { setQuery } from '../../ui/router.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { isFiltered, NO_FILTER, toQuery, type AuditFilter } from './audit-filter.ts';
import { useMembers } from './audit.api.ts';

type Props = { filter: AuditFilter; organisationId: number; environments: DashProject['environments'] };

export function AuditFilters({ filter, organisationId, environments }: Props) {
  const members = useMembers(organisationId);
  const people = members.kind === 'loaded' ? members.data : [];
  const change = (part: Partial<AuditFilter>) => setQuery(toQuery(part));
  return (
    <div class="audit-filters" role="group" aria-label="Filters">
      <SearchField label="Search the log" value={filter.search} onChange={(search) => change({ search })} />
      {environments.length > 0 && (
        <Select
          label="Environment"
          isLabelHidden
          value={filter.environment}
          options={[
            { value: '', label: 'All environments' },
            ...environments.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={(environment) => change({ environment })}
          data-test="audit-environment"
        />
      )}
      <Select
        label="Author"
        isLabelHidden
        value={filter.author}
        options={[
          { value: '', label: 'Everybody' },
          ...people.map((person) => ({ value: String(person.id), label: nameOfPerson(person) })),
        ]}
        onChange={(author) => change({ author })}
        data-test="audit-author"
      />
      <DateField label="From" value={filter.from} onInput={(from) => change({ from })} isLabelHidden />
      <span class="quiet" aria-hidden="true">
        to
      </span>
      <DateField label="To" value={filter.to} onInput={(to) => change({ to })} isLabelHidden />
      {isFiltered(filter) && (
        <Button kind="quiet" onClick={() => setQuery(NO_FILTER)}>
          Clear all
        </Button>
      )}
    </div>
  );
}
