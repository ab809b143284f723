import { RolloutBar } from '../../../../ui/rollout-bar.tsx';
import { Notice } from '../../../../ui/states.tsx';
import { describeValue, nameOption } from '../draft-changes.ts';
import type { DraftContent, DraftOption } from '../flag-draft.ts';
import { restOf } from '../option-steps.ts';

type Props = { label: string; content: DraftContent; options: readonly DraftOption[]; fault: string | undefined };

/** Which share gets which variation, and what is left for the value itself. */
export function Rollout({ label, content, options, fault }: Props) {
  const shares = options.map((option, index) => ({
    name: nameOption(option) === 'no value' ? `Variation ${index + 1}` : nameOption(option),
    percent: content.weights[option.id] ?? 0,
  }));
  const rest = { name: `Control: ${describeValue(content.value)}`, percent: Math.max(0, restOf(content.weights)) };
  return (
    <>
      <RolloutBar label={label} shares={[...shares, { ...rest, isRest: true }]} />
      {fault !== undefined && <Notice tone="bad">{fault}</Notice>}
    </>
  );
}
