import { useState } from 'preact/hooks';
import { ALL_OPERATORS, kindOf } from '../../api/segment-operators.ts';
import { IconButton } from '../../ui/button.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { offeredOperators } from './offered-operators.ts';
import { editCondition } from './rule-edits.ts';
import type { DraftCondition, SegmentDraft } from './segment-draft.ts';
import { ValueField } from './value-field.tsx';

export type BuilderProps = {
  draft: SegmentDraft;
  onChange: (draft: SegmentDraft) => void;
  faults: Readonly<Record<string, string>>;
};

type Props = BuilderProps & {
  condition: DraftCondition;
  /** "Rule 2, condition 1". */
  name: string;
  /** Begins the names for tests: "rule-1". */
  test: string;
  index: number;
  /** What stands between it and the one before: "and", "or"; null for the first. */
  word: string | null;
};

/** What is removed under somebody's hands gives the focus to what adds another. */
export function leaveTo({ currentTarget }: MouseEvent, within: string, adds: string): void {
  const around = currentTarget instanceof Element ? currentTarget.closest(within) : null;
  around?.querySelector<HTMLElement>(`[data-test$="${adds}"]`)?.focus();
}

export function ConditionRow(props: Props) {
  const { condition, name, test, index, word, draft, onChange, faults } = props;
  const { id, option, property, description } = condition;
  const [isNoted, setNoted] = useState(description !== '');
  const change = (part: Partial<DraftCondition>) => onChange(editCondition(draft, id, (one) => ({ ...one, ...part })));
  const remove = (event: MouseEvent) => {
    leaveTo(event, '.rule', '-add-condition');
    onChange(editCondition(draft, id, () => null));
  };
  const fault = faults[`${id}.property`];
  return (
    <fieldset class="condition">
      <legend class="hidden-text">{name}</legend>
      {word !== null && <div class="condition-word">{word}</div>}
      <div class="condition-fields">
        <Field label={`${name} property`} isLabelHidden errors={fault === undefined ? [] : [fault]}>
          {(control) => (
            <input
              {...control}
              class="input"
              list="segment-properties"
              autocomplete="off"
              spellcheck={false}
              placeholder={option === 'PERCENTAGE_SPLIT' ? 'the identity' : 'property'}
              value={property}
              data-test={`${test}-property-${index}`}
              onInput={(event) => change({ property: event.currentTarget.value })}
            />
          )}
        </Field>
        <Select
          label={`${name} operator`}
          isLabelHidden
          value={option}
          options={optionsFor(option)}
          onChange={(next) => change({ option: next, ...(kindOf(next) === 'none' ? { value: '' } : {}) })}
          data-test={`${test}-operator-${index}`}
        />
        <ValueField
          {...props}
          label={`${name} value`}
          fault={faults[`${id}.value`]}
          onValue={(value) => change({ value })}
          test={`${test}-value-${index}`}
        />
        <span class="condition-acts">
          <IconButton icon="note" label={`Note on ${name.toLowerCase()}`} onClick={() => setNoted(!isNoted)} />
          <IconButton icon="trash" label={`Remove ${name.toLowerCase()}`} onClick={remove} />
        </span>
      </div>
      {isNoted && (
        <Input
          label={`${name} note`}
          isLabelHidden
          placeholder="Note: why this condition is here"
          value={description}
          onInput={(next) => change({ description: next })}
        />
      )}
    </fieldset>
  );
}

/** Those offered, and the one chosen before if it is not among them. */
function optionsFor(chosen: string): { value: string; label: string }[] {
  const offered = offeredOperators();
  const extra = offered.some(({ value }) => value === chosen)
    ? []
    : [{ value: chosen, label: ALL_OPERATORS.find(({ value }) => value === chosen)?.label ?? chosen }];
  return [...offered.map(({ value, label }) => ({ value, label })), ...extra];
}
