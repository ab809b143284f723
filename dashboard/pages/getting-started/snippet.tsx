import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { setQuery } from '../../ui/router.tsx';
import { Select } from '../../ui/field.tsx';
import { findKit, KITS, type Facts } from './snippets.ts';

/** What to install and to write, for one SDK. */
export function Snippet({ kitId, facts }: { kitId: string | null; facts: Facts }) {
  const kit = findKit(kitId);
  const code = kit.toCode(facts);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code).then(
      () => setCopied(true),
      () => undefined,
    );
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div class="stack">
      <div class="kit">
        <Select
          label="SDK"
          isLabelHidden
          value={kit.id}
          options={KITS.map(({ id, label }) => ({ value: id, label }))}
          onChange={(id) => setQuery({ sdk: id })}
          data-test="sdk"
        />
      </div>
      {kit.install !== null && (
        <div>
          <CopyField label="To install" text={kit.install} />
        </div>
      )}
      <div class="kit-code">
        <CodeBlock label={`Code for ${kit.label}`} text={code} data-test="snippet" />
        <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy()} data-test="copy-snippet">
          {isCopied ? 'Copied' : 'Copy code'}
        </Button>
      </div>
    </div>
  );
}
