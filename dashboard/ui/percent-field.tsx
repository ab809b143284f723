import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { NumberField } from './field.tsx';

type Props = {
  label: ComponentChildren;
  isLabelHidden?: boolean;
  /** NaN for what is no number. */
  value: number;
  onChange: (value: number) => void;
  errors?: readonly string[] | undefined;
  isReadOnly?: boolean;
  'data-test'?: string | undefined;
};

/** A percentage. What is typed stays as it is typed; what it comes to is told. */
export function PercentField({ value, onChange, ...rest }: Props) {
  const [text, setText] = useState(toText(value));
  useEffect(() => {
    if (!Object.is(toNumber(text), value)) setText(toText(value));
  }, [value]);
  const type = (next: string) => {
    setText(next);
    onChange(toNumber(next));
  };
  return <NumberField {...rest} value={text} onInput={type} min={0} max={100} step="any" />;
}

const toText = (value: number) => (Number.isNaN(value) ? '' : String(value));
const toNumber = (text: string) => (/^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN);
