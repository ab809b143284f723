import { IconButton } from '../../../../ui/button.tsx';
import { Input } from '../../../../ui/field.tsx';
import { PercentField } from '../../../../ui/percent-field.tsx';
import { nameOption } from '../draft-changes.ts';
import type { DraftOption } from '../flag-draft.ts';
import type { TabProps } from '../tabs.ts';
import { ValueEditor } from '../value-editor.tsx';

type Props = Pick<TabProps, 'faults' | 'whyNot'> & {
  option: DraftOption;
  index: number;
  weight: number;
  environment: string;
  onChange: (option: DraftOption) => void;
  onWeigh: (weight: number) => void;
  onRemove: () => void;
};

/** One variation: key and value, which are the feature's, and the share it gets here. */
export function VariationRow({ option, index, weight, environment, faults, whyNot, ...act }: Props) {
  const faultsOf = (place: string) => {
    const fault = faults[place];
    return fault === undefined ? [] : [fault];
  };
  const name = `variation ${index + 1}`;
  const suffix = <span class="hidden-text"> of {name}</span>;
  const isReadOnly = whyNot.feature !== null;
  return (
    <li class="part" aria-label={nameOption(option)} data-test={`variation-${index}`}>
      <div class="variation-head">
        <Input
          label={<>Key{suffix}</>}
          value={option.key}
          onInput={(key) => act.onChange({ ...option, key })}
          errors={faultsOf(`options.${option.id}.key`)}
          placeholder="none"
          isCode
          isReadOnly={isReadOnly}
          data-test={`variation-key-${index}`}
        />
        <PercentField
          label={
            <>
              Share, %
              <span class="hidden-text">
                {' '}
                of {name} in {environment}
              </span>
            </>
          }
          value={weight}
          onChange={act.onWeigh}
          errors={faultsOf(`weights.${option.id}`)}
          isReadOnly={whyNot.value !== null}
          data-test={`variation-weight-${index}`}
        />
        {!isReadOnly && <IconButton icon="trash" label={`Remove ${name}`} onClick={act.onRemove} />}
      </div>
      <ValueEditor
        value={option.value}
        onChange={(value) => value !== null && act.onChange({ ...option, value })}
        fault={faults[`options.${option.id}.value`]}
        isReadOnly={isReadOnly}
        isRequired
        rows={1}
        of={name}
        test={`variation-value-${index}`}
      />
    </li>
  );
}
