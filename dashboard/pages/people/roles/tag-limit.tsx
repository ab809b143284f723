import { TagChip } from '../../../ui/chip.tsx';
import { Combobox } from '../../../ui/combobox.tsx';
import { useTags } from './roles.api.ts';

type Props = {
  project: string;
  of: string;
  chosen: readonly number[];
  onChange: (tags: number[]) => void;
  'data-test': string;
};

/** The tags that a permission is limited to; without any it holds for everything. */
export function TagLimit({ project, of, chosen, onChange, ...rest }: Props) {
  const view = useTags(project);
  if (view.kind !== 'loaded') return null;
  const others = view.data.filter(({ id }) => !chosen.includes(id));
  return (
    <span class="row reasons">
      {view.data
        .filter(({ id }) => chosen.includes(id))
        .map(({ id, label, color }) => (
          <TagChip
            key={id}
            label={label}
            colour={color}
            onRemove={() => onChange(chosen.filter((one) => one !== id))}
          />
        ))}
      <Combobox
        label={`Limit to tags: ${of}`}
        placeholder={chosen.length === 0 ? 'For all, or with a tag' : 'Or with a tag'}
        choices={others.map(({ id, label }) => ({ value: String(id), label }))}
        emptyText={view.data.length === 0 ? 'The project has no tags' : 'No other tag fits'}
        onChoose={(value) => onChange([...chosen, Number(value)])}
        data-test={rest['data-test']}
      />
    </span>
  );
}
