import { useEngine } from '../../api/engine.ts';
import { kindOf, readMembers, writeMembers } from '../../api/segment-operators.ts';
import { ChipsInput } from '../../ui/chips-input.tsx';
import { Field, Input, NumberField } from '../../ui/field.tsx';
import { offeredOperators } from './offered-operators.ts';
import type { DraftCondition } from './segment-draft.ts';

type Props = {
  condition: DraftCondition;
  label: string;
  fault: string | undefined;
  onValue: (value: string) => void;
  test: string;
};

/** What the property is compared with, in the form that the operator wants. */
export function ValueField({ condition: { option, value }, label, fault, onValue, test }: Props) {
  const offered = offeredOperators().find((one) => one.value === option);
  const errors = fault === undefined ? [] : [fault];
  const common = { label, isLabelHidden: true, errors, value, onInput: onValue, 'data-test': test };
  const placeholder = offered?.placeholder;
  if (offered?.isValueHidden === true) return <span class="condition-nothing" />;
  switch (kindOf(option)) {
    case 'none':
      return <span class="condition-nothing" />;
    case 'percentage':
      return <NumberField {...common} min={0} max={100} step="any" placeholder={placeholder ?? '0 to 100'} />;
    case 'version':
      return <Input {...common} isCode placeholder={placeholder ?? '1.2.3'} />;
    case 'regex':
      return <RegexField {...common} placeholder={placeholder ?? 'pattern, from the start'} />;
    case 'modulo':
      return <ModuloField {...{ label, value, onValue, test, errors }} />;
    case 'list':
      return (
        <Field label={label} isLabelHidden errors={errors}>
          {(control) => (
            <ChipsInput
              label={label}
              values={readMembers(value)}
              onChange={(members) => onValue(writeMembers(members))}
              placeholder={placeholder ?? 'value, Enter'}
              errorId={errors.length > 0 ? control['aria-describedby'] : undefined}
              data-test={test}
            />
          )}
        </Field>
      );
    default:
      return <Input {...common} placeholder={placeholder ?? 'value'} />;
  }
}

type RegexProps = Parameters<typeof Input>[0];

/** Says why the server would refuse a pattern while it is being typed. */
function RegexField(props: RegexProps) {
  const { engine } = useEngine();
  const problem = engine?.checkPattern(props.value)?.message;
  return <Input {...props} isCode errors={[...(props.errors ?? []), ...(problem === undefined ? [] : [problem])]} />;
}

type ModuloProps = Pick<Props, 'label' | 'onValue' | 'test'> & { value: string; errors: string[] };

function ModuloField({ label, value, onValue, test, errors }: ModuloProps) {
  const [divisor = '', remainder = ''] = value.split('|');
  return (
    <div class="field">
      <div class="modulo">
        <span class="quiet">by</span>
        <NumberField
          label={`${label}: divisor`}
          isLabelHidden
          step="any"
          value={divisor}
          onInput={(next) => onValue(`${next}|${remainder}`)}
          data-test={`${test}-divisor`}
        />
        <span class="quiet">leaves</span>
        <NumberField
          label={`${label}: remainder`}
          isLabelHidden
          step="any"
          value={remainder}
          onInput={(next) => onValue(`${divisor}|${next}`)}
          data-test={`${test}-remainder`}
        />
      </div>
      {errors.map((error) => (
        <div key={error} class="field-error">
          {error}
        </div>
      ))}
    </div>
  );
}
