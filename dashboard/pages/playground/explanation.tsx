import { useState } from 'preact/hooks';
import type { FlagTrace, SplitTrace } from '../../../worker/engine/index.ts';
import { describeReason, toReasonTree } from '../../api/flag-reason.ts';
import { showPercentage } from '../../api/segment-trace.ts';
import { Button } from '../../ui/button.tsx';
import { CheckTree } from '../../ui/check-tree.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import type { Column } from './columns.ts';
import { findHiding } from './hidden-flags.ts';
import { KITS, toSnippet, type Kit } from './snippets.ts';

type Props = { column: Column; trace: FlagTrace; onClose: () => void };

/** How an answer came about, and how to ask for it elsewhere. */
export function Explanation({ column, trace, onClose }: Props) {
  const { environment, person, document } = column;
  const hiding = findHiding(document, trace.outcome);
  return (
    <Dialog title={`${trace.feature.name} for ${person.identifier}`} onClose={onClose} data-test="explanation">
      <div class="dialog-text stack">
        <p>
          <strong>{trace.outcome.enabled ? 'On' : 'Off'}</strong> in {environment.name}: {describeReason(trace)}
        </p>
        {hiding !== null && <p class="quiet">{hiding.sentence}</p>}
        {trace.segments.length > 0 && (
          <CheckTree nodes={toReasonTree(trace)} label="Segments with an override, strongest first" />
        )}
        {trace.split !== null && <Shares split={trace.split} />}
        <Elsewhere column={column} />
      </div>
      <footer class="dialog-foot">
        <Button kind="primary" onClick={onClose} isFirst>
          Close
        </Button>
      </footer>
    </Dialog>
  );
}

function Shares({ split: { percentage, ranges } }: { split: SplitTrace }) {
  const rest = ranges.at(-1)?.to ?? 0;
  const lines = [
    ...ranges.map(({ variant, value, from, to, hit }) => ({
      text: `${variant ?? JSON.stringify(value)}: from ${showPercentage(from)} to ${showPercentage(to)}`,
      isGood: hit,
    })),
    { text: `control value: from ${showPercentage(rest)} to 100`, isGood: ranges.every(({ hit }) => !hit) },
  ];
  return (
    <div>
      <p class="quiet">Shares, with this identity at {showPercentage(percentage)}:</p>
      <CheckTree nodes={lines} label="Shares" />
    </div>
  );
}

function Elsewhere({ column }: { column: Column }) {
  const [kit, setKit] = useState<Kit>('curl');
  const [isCopied, setCopied] = useState(false);
  const text = toSnippet(kit, {
    api: `${location.origin}/api/v1/`,
    environmentKey: column.environment.api_key,
    identifier: column.person.identifier,
    traits: column.traits,
  });
  const copy = async () => {
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div class="stack">
      <div class="row">
        <Select
          label="Ask elsewhere"
          isLabelHidden
          value={kit}
          options={KITS.map((one) => ({ value: one, label: one }))}
          onChange={setKit}
          data-test="kit"
        />
        <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <CodeBlock label={`The same with ${kit}`} text={text} data-test="elsewhere" />
    </div>
  );
}
