import type { ComponentChildren } from 'preact';
import { CopyField } from '../../ui/copy-field.tsx';
import { EmptyState } from '../../ui/states.tsx';

type Props = { environmentKey: string; action: ComponentChildren };

/** What a feature is, how to make one, and what an application asks with. */
export function FirstFeature({ environmentKey, action }: Props) {
  const snippet = `const flags = await fetch('${location.origin}/api/v1/flags/', {\n  headers: { 'X-Environment-Key': '${environmentKey}' },\n}).then((response) => response.json());`;
  return (
    <EmptyState icon="flag" title="No feature yet" action={action}>
      <p>A feature is something your application asks for: whether it is on, and which value it has.</p>
      <pre class="snippet code">{snippet}</pre>
      <CopyField label="Client-side environment key" text={environmentKey} />
    </EmptyState>
  );
}
