export type EnvTone = 'a' | 'b' | 'c' | 'd' | 'e' | 'production';

/** The colour of an environment as a dot: production's is a square, so that it does not hang on the colour alone. */
export function EnvDot({ tone }: { tone: EnvTone }) {
  return <span class="env-dot" data-env={tone} aria-hidden="true" />;
}

/** An environment by name and colour; production stands out. */
export function EnvBadge({ name, tone }: { name: string; tone: EnvTone }) {
  return (
    <span class="env-badge" data-env={tone}>
      <EnvDot tone={tone} />
      {name}
    </span>
  );
}
