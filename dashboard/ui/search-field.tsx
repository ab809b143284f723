import { useEffect, useRef, useState } from 'preact/hooks';
import { Input } from './field.tsx';

const DELAY_MS = 250;

type Props = { label: string; value: string; onChange: (value: string) => void; type?: 'search' | 'text' };

/** Tells what is typed when somebody has stopped typing. */
export function SearchField({ label, value, onChange, type = 'search' }: Props) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // The address has changed by other means: Back, or "Clear all".
    clearTimeout(timer.current);
    setText(value);
  }, [value]);
  const onInput = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next), DELAY_MS);
  };
  return <Input label={label} isLabelHidden type={type} placeholder={label} value={text} onInput={onInput} />;
}
