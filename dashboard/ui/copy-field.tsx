import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

/** A text to be copied: a key, a link. It can also be selected by hand. */
export function CopyField({ label, text }: { label: string; text: string }) {
  return (
    <span class="copy-field">
      <code aria-label={label}>{text}</code>
      <CopyButton text={text} kind="quiet" />
    </span>
  );
}

export function CopyButton({ text, kind = 'plain' }: { text: string; kind?: 'plain' | 'quiet' }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      // No access to the clipboard: the text is there to be selected.
    }
  };
  return (
    <Button icon={isCopied ? 'check' : 'copy'} kind={kind} onClick={() => void copy()}>
      {isCopied ? 'Copied' : 'Copy'}
    </Button>
  );
}
