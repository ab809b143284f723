import { Button } from '../../../../ui/button.tsx';
import { EmptyState, Notice } from '../../../../ui/states.tsx';
import { addOption, removeOption } from '../option-steps.ts';
import type { TabProps } from '../tabs.ts';
import { Rollout } from './rollout.tsx';
import { VariationRow } from './variation-row.tsx';

/** The variations of a feature, which all environments share, and which share of people gets each of them in this one. */
export function VariationsTab({ draft: { draft, change }, environment, faults, whyNot }: TabProps) {
  const { content, options } = draft;
  const add = (
    <Button
      icon="plus"
      disabledReason={whyNot.feature}
      onClick={() => change(addOption(draft))}
      data-test="add-variation"
    >
      Add variation
    </Button>
  );
  if (options.length === 0) {
    return (
      <EmptyState icon="layers" title="Everybody gets the same value" action={add}>
        Variations give shares of people other values: for experiments, and for rolling something out step by step.
      </EmptyState>
    );
  }
  const weigh = (id: number, weight: number) =>
    change({ ...draft, content: { ...content, weights: { ...content.weights, [id]: weight } } });
  return (
    <div class="stack">
      {whyNot.value !== null && <Notice tone="warning">{whyNot.value}</Notice>}
      <Rollout
        label={`Who gets what in ${environment.name}`}
        content={content}
        options={options}
        fault={faults['weights']}
      />
      <p class="quiet">
        Keys and values are the same in every environment. Shares are those of {environment.name}; elsewhere a new
        variation begins with 0 %.
      </p>
      <ul class="parts" aria-label="Variations">
        {options.map((option, index) => (
          <VariationRow
            key={option.id}
            option={option}
            index={index}
            weight={content.weights[option.id] ?? 0}
            environment={environment.name}
            faults={faults}
            whyNot={whyNot}
            onChange={(next) =>
              change({ ...draft, options: options.map((one) => (one.id === option.id ? next : one)) })
            }
            onWeigh={(weight) => weigh(option.id, weight)}
            onRemove={() => change(removeOption(draft, option.id))}
          />
        ))}
      </ul>
      <div>{add}</div>
    </div>
  );
}
