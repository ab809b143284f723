import { ALL_OPERATORS } from '../../api/segment-operators.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { ConditionRow, leaveTo, type BuilderProps } from './condition-row.tsx';
import { offeredOperators } from './offered-operators.ts';
import { editRule } from './rule-edits.ts';
import { newCondition, newRule, type DraftRule, type RuleType } from './segment-draft.ts';

const TYPES = [
  { value: 'ALL', label: 'all' },
  { value: 'ANY', label: 'any' },
  { value: 'NONE', label: 'none' },
] as const;

const PROPERTIES = ['$.identity.identifier', '$.identity.key', '$.environment.name'];

/** Who is in the segment: rules of conditions, each of which is a row. */
export function RuleBuilder(props: BuilderProps & { traitKeys: readonly string[] }) {
  const { draft, traitKeys, faults } = props;
  const isSingle = draft.rules.length === 1;
  return (
    <div class="builder">
      <datalist id="segment-properties">
        {[...traitKeys, ...PROPERTIES].map((key) => (
          <option key={key} value={key} />
        ))}
      </datalist>
      {draft.rules.map((rule, index) => (
        <TopRule
          key={rule.id}
          {...props}
          rule={rule}
          name={isSingle ? '' : `Group ${index + 1}`}
          first={draft.rules.slice(0, index).reduce((sum, one) => sum + one.rules.length, 0)}
        />
      ))}
      {faults['rules'] !== undefined && <div class="field-error">{faults['rules']}</div>}
    </div>
  );
}

type TopProps = BuilderProps & { rule: DraftRule; name: string; first: number };

/** A rule at the top: conditions of its own, which others write, and rules beneath it. */
function TopRule(props: TopProps) {
  const { draft, onChange, rule, name, first } = props;
  const change = (edit: (one: DraftRule) => DraftRule | null) => onChange(editRule(draft, rule.id, edit));
  const add = () =>
    change((one) => ({
      ...one,
      rules: [...one.rules, newRule('ANY', (offeredOperators()[0] ?? ALL_OPERATORS[0])?.value)],
    }));
  return (
    <fieldset class="group" data-test="rule-group">
      <legend class={name === '' ? 'hidden-text' : 'group-name'}>{name === '' ? 'Rules' : name}</legend>
      <div class="rule-head">
        <span>Somebody is in the segment who fits</span>
        <TypeSelect label={`${name} How rules come together`.trim()} rule={rule} change={change} />
        <span>of these rules</span>
        {name !== '' && (
          <IconButton icon="trash" label={`Remove ${name.toLowerCase()}`} onClick={() => change(() => null)} />
        )}
      </div>
      {rule.conditions.length > 0 && <Rule {...props} rule={{ ...rule, rules: [] }} name={name || 'The top'} isTop />}
      {rule.rules.map((inner, index) => (
        <Rule key={inner.id} {...props} rule={inner} name={`Rule ${first + index + 1}`} number={first + index} />
      ))}
      <div>
        <Button icon="plus" onClick={add} data-test="add-rule">
          Add rule
        </Button>
      </div>
    </fieldset>
  );
}

type RuleProps = BuilderProps & { rule: DraftRule; name: string; number?: number; isTop?: boolean };

function Rule({ rule, name, number, isTop = false, ...builder }: RuleProps) {
  const { draft, onChange } = builder;
  const change = (edit: (one: DraftRule) => DraftRule | null) => onChange(editRule(draft, rule.id, edit));
  const operator = offeredOperators()[0]?.value;
  const add = () => change((one) => ({ ...one, conditions: [...one.conditions, newCondition(operator)] }));
  const test = isTop ? 'rule-top' : `rule-${number}`;
  return (
    <fieldset class="rule" data-test={test}>
      <legend class="hidden-text">{name}</legend>
      {!isTop && (
        <div class="rule-head">
          <strong>{name}</strong>
          <span class="quiet">fits</span>
          <TypeSelect label={`${name} How conditions come together`} rule={rule} change={change} />
          <span class="quiet">of</span>
          <span class="rule-remove">
            <IconButton
              icon="trash"
              label={`Remove ${name.toLowerCase()}`}
              onClick={(event) => {
                leaveTo(event, '.group', 'add-rule');
                change(() => null);
              }}
            />
          </span>
        </div>
      )}
      {rule.conditions.map((condition, index) => (
        <ConditionRow
          key={condition.id}
          {...builder}
          condition={condition}
          name={`${name}, condition ${index + 1}`}
          test={test}
          index={index}
          word={index === 0 ? null : rule.type === 'ALL' ? 'and' : rule.type === 'ANY' ? 'or' : 'nor'}
        />
      ))}
      <div>
        <Button kind="quiet" icon="plus" onClick={add} data-test={`${test}-add-condition`}>
          Add condition
        </Button>
      </div>
    </fieldset>
  );
}

type TypeProps = { label: string; rule: DraftRule; change: (edit: (rule: DraftRule) => DraftRule) => void };

function TypeSelect({ label, rule, change }: TypeProps) {
  return (
    <Select<RuleType>
      label={label}
      isLabelHidden
      value={rule.type}
      options={TYPES}
      onChange={(type) => change((one) => ({ ...one, type }))}
    />
  );
}
