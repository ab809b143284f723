import { Icon } from './icons.tsx';

export type CheckNode = {
  text: string;
  isGood: boolean;
  /** What it came to. */
  note?: string | undefined;
  children?: readonly CheckNode[];
};

/** What holds and what does not, and beneath it why: told by sign and word, not by colour alone. */
export function CheckTree({ nodes, label }: { nodes: readonly CheckNode[]; label?: string }) {
  return (
    <ul class="checks" aria-label={label}>
      {nodes.map((node, index) => (
        <li key={index}>
          <span class={node.isGood ? 'check-line good' : 'check-line'}>
            <Icon name={node.isGood ? 'check' : 'close'} />
            <span class="hidden-text">{node.isGood ? 'Holds: ' : 'Does not hold: '}</span>
            <span>
              {node.text}
              {node.note !== undefined && <span class="quiet"> · {node.note}</span>}
            </span>
          </span>
          {node.children !== undefined && node.children.length > 0 && <CheckTree nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}
