export type Change = { label: string; before: string; after: string; isCode?: boolean };

/** What is about to change, line by line: old and new in words, not by colour alone. */
export function InlineDiff({ changes, test = 'diff' }: { changes: readonly Change[]; test?: string }) {
  return (
    <dl class="diff" data-test={test}>
      {changes.map(({ label, before, after, isCode }) => (
        <div key={label} class="diff-line">
          <dt>{label}</dt>
          <dd class={isCode === true ? 'code' : ''}>
            <del>{before}</del>
            <span class="hidden-text"> becomes </span>
            <ins>{after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
