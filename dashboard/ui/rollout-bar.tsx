export type Share = { name: string; percent: number; isRest?: boolean };

/** Who gets what, as a bar and, beside its colours, in words. */
export function RolloutBar({ label, shares }: { label: string; shares: readonly Share[] }) {
  return (
    <div class="rollout" data-test="rollout">
      <div class="rollout-bar" aria-hidden="true">
        {shares.map(({ name, percent, isRest }, part) => (
          <span
            key={name}
            data-part={isRest === true ? 'rest' : part % PARTS}
            style={{ flexGrow: percent }}
            hidden={!(percent > 0)}
          />
        ))}
      </div>
      <ul class="rollout-legend" aria-label={label}>
        {shares.map(({ name, percent, isRest }, part) => (
          <li key={name}>
            <span class="dot" data-part={isRest === true ? 'rest' : part % PARTS} aria-hidden="true" />
            <span class="rollout-name">{name}</span>
            <span class="quiet">{Number.isNaN(percent) ? '—' : `${FORMAT.format(percent)} %`}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const PARTS = 5;
const FORMAT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
