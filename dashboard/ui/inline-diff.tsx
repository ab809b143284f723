export type Change = { label: string; before: string; after: string; isCode?: boolean };

/** What is about to change, line by line: old and new in words, not by colour alone. */
export function InlineDiff({ changes, test = 'diff' }: { changes: readonly Change[]; test?: string }) {
  return (
    <dl class="diff" data-test={test}>
      {changes.map(({ label, before, after, isCode }) => (
        <div key={label} class="diff-line">
          <dt>{label}</dt>
          <dd class={isCode === true ? 'code' : ''}>
            <del tabIndex={tabIndexOf(before)}>{before}</del>
            <span class="hidden-text"> becomes </span>
            <ins tabIndex={tabIndexOf(after)}>{after}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What may have to be scrolled can be, by keys too. */
function tabIndexOf(text: string): 0 | undefined {
  return text.length > 100 || text.split('\n').length > 4 ? 0 : undefined;
}
