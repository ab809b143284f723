import type { Tag } from '../../../worker/contract/tags.ts';
import { TagChip } from '../../ui/chip.tsx';
import { Combobox } from '../../ui/combobox.tsx';

type Props = {
  all: readonly Tag[];
  chosen: readonly number[];
  onChange: (chosen: number[]) => void;
  isReadOnly?: boolean;
};

/** The tags of a feature. Nothing where the project has none. */
export function TagPicker({ all, chosen, onChange, isReadOnly = false }: Props) {
  if (all.length === 0) return null;
  const rest = all.filter(({ id }) => !chosen.includes(id));
  return (
    <div class="field">
      {!isReadOnly && (
        <Combobox
          label="Add a tag"
          placeholder="Add a tag"
          choices={rest.map(({ id, label }) => ({ value: String(id), label }))}
          onChoose={(id) => onChange([...chosen, Number(id)])}
          data-test="tag-picker"
        />
      )}
      <div class="row wrap">
        {all
          .filter(({ id }) => chosen.includes(id))
          .map(({ id, label, color }) => (
            <TagChip
              key={id}
              label={label}
              colour={color}
              onRemove={isReadOnly ? undefined : () => onChange(chosen.filter((one) => one !== id))}
            />
          ))}
      </div>
    </div>
  );
}
