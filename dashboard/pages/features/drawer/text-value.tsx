import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Textarea } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { FormatChips } from './format-chips.tsx';
import { findFormatFault, guessFormat, isCheckedWhole, type ValueFormat } from './value-format.ts';

type Props = {
  label: ComponentChildren;
  /** What distinguishes it from others on the page, for readers of the screen. */
  suffix: ComponentChildren;
  text: string;
  onInput: (text: string) => void;
  errors: readonly string[];
  isReadOnly: boolean;
  rows: number;
  test: string;
};

/** A text with its format: guessed until one is chosen. What does not fit is told and can be saved all the same. */
export function TextValue({ label, suffix, text, onInput, errors, isReadOnly, rows, test }: Props) {
  const [chosen, setChosen] = useState<ValueFormat | null>(null);
  const format = chosen ?? guessFormat(text);
  return (
    <div class="text-value">
      <FormatChips label={<>Format{suffix}</>} format={format} onChange={setChosen} />
      <Textarea
        label={label}
        value={text}
        onInput={onInput}
        hint={describe(format, text)}
        errors={errors}
        isCode
        isReadOnly={isReadOnly}
        rows={rows}
        data-test={test}
      />
    </div>
  );
}

function describe(format: ValueFormat, text: string): ComponentChildren {
  const fault = findFormatFault(format, text);
  if (fault !== null) {
    return (
      <span class="format-fault" data-test="format-fault">
        <Icon name="warning" />
        {fault} It can be saved all the same.
      </span>
    );
  }
  return isCheckedWhole(format) && text.trim() !== '' ? `Valid ${format.toUpperCase()}` : undefined;
}
