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
  /** What stands below it where nothing is to be said of its format. */
  hint: string | undefined;
  placeholder: string | undefined;
  isFirst: boolean | undefined;
  errors: readonly string[];
  isReadOnly: boolean;
  rows: number;
  test: string;
};

/** A text with its format: guessed until one is chosen. What does not fit is told and can be saved all the same. */
export function TextValue({ label, suffix, text, hint, ...rest }: Props) {
  const { test, ...control } = rest;
  const [chosen, setChosen] = useState<ValueFormat | null>(null);
  const format = chosen ?? guessFormat(text);
  return (
    <div class="text-value">
      <FormatChips label={<>Format{suffix}</>} format={format} onChange={setChosen} />
      <Textarea label={label} value={text} hint={describe(format, text) ?? hint} isCode {...control} data-test={test} />
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
