import { useState } from 'preact/hooks';
import { Button } from './button.tsx';

/** A text to be copied: a key, a link. It can also be selected by hand. */
export function CopyField({ label, text }: { label: string; text: string }) {
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
    <span class="copy-field">
      <code aria-label={label}>{text}</code>
      <Button icon={isCopied ? 'check' : 'copy'} kind="quiet" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  );
}
