import { IconButton } from '../../../../ui/button.tsx';
import { Chip } from '../../../../ui/chip.tsx';
import { Icon } from '../../../../ui/icons.tsx';
import { PercentField } from '../../../../ui/percent-field.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { describeOwnValue, nameOption } from '../draft-changes.ts';
import { INHERITED, settleValue, type DraftContent, type DraftOption, type DraftOverride } from '../flag-draft.ts';
import { toUnset, ValueEditor } from '../value-editor.tsx';
import { Rollout } from '../variations/rollout.tsx';

type Props = {
  override: DraftOverride;
  everybody: DraftContent;
  index: number;
  name: string;
  environment: string;
  options: readonly DraftOption[];
  faults: Readonly<Record<string, string>>;
  readOnlyReason: string | null;
  /** As it is stored; undefined where it is new. */
  saved: DraftOverride | undefined;
  isOpen: boolean;
  /** It has just been added: its value gets the focus. */
  isFirst: boolean;
  onToggle: () => void;
  onRemove: () => void;
  onChange: (override: Partial<DraftOverride>) => void;
};

/** What a segment gets, on one line; opened, all of it can be changed. */
export function OverrideRow(props: Props) {
  const { override, everybody, index, name, environment, faults, readOnlyReason, saved, options } = props;
  const isFaulty = Object.keys(faults).some((place) => place.startsWith(`${override.segmentId}.`));
  const isOpen = props.isOpen || isFaulty;
  return (
    <>
      <div class="part-line">
        <button
          type="button"
          class="disclosure"
          aria-expanded={isOpen}
          onClick={props.onToggle}
          data-test={`segment-override-${index}`}
        >
          <Icon name={isOpen ? 'down' : 'right'} />
          <span class="part-name">
            {name} {saved === undefined && <Chip tone="warning">Not saved</Chip>}
          </span>
          {!isOpen && <span class="quiet code part-value">{summarise(override, everybody, options)}</span>}
        </button>
        <Switch
          isOn={override.enabled}
          label={`State for ${name} in ${environment}`}
          disabledReason={readOnlyReason}
          onChange={(enabled) => props.onChange({ enabled })}
          data-test={`segment-override-toggle-${index}`}
        />
        {readOnlyReason === null && (
          <IconButton icon="trash" label={`Remove the override for ${name}`} onClick={props.onRemove} />
        )}
      </div>
      {isOpen && <OverrideEditor {...props} />}
    </>
  );
}

function OverrideEditor({ override, everybody, index, name, environment, options, faults, ...props }: Props) {
  const { saved, isFirst, readOnlyReason, onChange } = props;
  const faultOf = (place: string) => faults[`${override.segmentId}.${place}`];
  const isReadOnly = readOnlyReason !== null;
  return (
    <div class="stack part-body">
      <ValueEditor
        value={override.value}
        onChange={(value) => onChange({ value })}
        unset={saved === undefined ? INHERITED : toUnset(saved.value)}
        inherited={everybody.value}
        isFirst={isFirst}
        fault={faultOf('value')}
        isReadOnly={isReadOnly}
        rows={2}
        of={name}
        test={`segment-override-value-${index}`}
      />
      {options.length > 0 && (
        <>
          <div class="shares">
            {options.map((option) => {
              const fault = faultOf(`weights.${option.id}`);
              return (
                <PercentField
                  key={option.id}
                  label={
                    <>
                      {nameOption(option)}, %<span class="hidden-text"> of {name}</span>
                    </>
                  }
                  value={override.weights[option.id] ?? 0}
                  onChange={(weight) => onChange({ weights: { ...override.weights, [option.id]: weight } })}
                  errors={fault === undefined ? [] : [fault]}
                  isReadOnly={isReadOnly}
                  data-test={`segment-override-weight-${index}-${option.id}`}
                />
              );
            })}
          </div>
          <Rollout
            label={`Who gets what of ${name} in ${environment}`}
            content={settleValue(override, everybody)}
            options={options}
            fault={faultOf('weights')}
          />
        </>
      )}
    </div>
  );
}

function summarise(
  { value, weights }: DraftOverride,
  everybody: DraftContent,
  options: readonly DraftOption[],
): string {
  const shares = options
    .filter(({ id }) => (weights[id] ?? 0) > 0)
    .map((option) => `${nameOption(option)} ${weights[option.id]} %`);
  return [describeOwnValue(value, everybody.value), ...shares].join(' · ');
}
