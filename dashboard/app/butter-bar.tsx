import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { flagValue } from '../api/own-flags.ts';

/** What the operator has to say to everybody, above every page. */
export function ButterBar() {
  const text = flagValue('butter_bar');
  const [Markdown, setMarkdown] = useState<ComponentType<{ text: string }> | null>(null);
  useEffect(() => {
    if (text !== null) void import('../ui/markdown.tsx').then((loaded) => setMarkdown(() => loaded.Markdown));
  }, [text !== null]);
  if (text === null || Markdown === null) return null;
  return (
    <div class="butter-bar" role="note" data-test="butter-bar">
      <Markdown text={text} />
    </div>
  );
}
