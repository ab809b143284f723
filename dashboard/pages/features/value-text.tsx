/** A value on one line; one that is not there says so. */
export function ValueText({ value, test }: { value: string | number | boolean | null; test?: string }) {
  const isNothing = value === null || value === '';
  return (
    <span
      class={isNothing ? 'value-text quiet' : 'value-text code'}
      title={isNothing ? undefined : String(value)}
      data-test={test}
    >
      {isNothing ? '—' : String(value)}
      {isNothing && <span class="hidden-text">no value</span>}
    </span>
  );
}
