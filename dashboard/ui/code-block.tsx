import './panel.css';

/** Lines of code or data, which can be scrolled by keyboard where there are many. */
export function CodeBlock({ label, text, ...rest }: { label: string; text: string; 'data-test'?: string }) {
  return (
    <pre class="code-block" tabIndex={0} role="region" aria-label={label} {...rest}>
      {text}
    </pre>
  );
}
