export type Bar = { key: string; label: string; value: number };

type Props = {
  label: string;
  /** What a bar stands for, as the head of the table. */
  stepTitle: string;
  bars: readonly Bar[];
};

const [WIDTH, HEIGHT, GAP] = [600, 160, 2];

/** Bars over time with their scale, and the same as a table for those who do not see them. */
export function BarChart({ label, stepTitle, bars }: Props) {
  const top = roundUp(Math.max(1, ...bars.map(({ value }) => value)));
  const step = WIDTH / Math.max(1, bars.length);
  const heightOf = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * HEIGHT));
  return (
    <div class="chart" data-test="chart">
      <div class="chart-scale quiet" aria-hidden="true">
        <span>{NUMBER.format(top)}</span>
        <span>{NUMBER.format(top / 2)}</span>
        <span>0</span>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" class="chart-bars">
        {[0, 0.5, 1].map((part) => (
          <line key={part} x1="0" x2={WIDTH} y1={HEIGHT * part} y2={HEIGHT * part} class="chart-line" />
        ))}
        {bars.map(({ key, label: text, value }, index) => (
          <g key={key}>
            <rect
              x={index * step + GAP / 2}
              width={Math.max(1, step - GAP)}
              y={HEIGHT - heightOf(value)}
              height={heightOf(value)}
            />
            <rect x={index * step} width={step} y="0" height={HEIGHT} class="chart-hit">
              <title>{`${text}: ${NUMBER.format(value)}`}</title>
            </rect>
          </g>
        ))}
      </svg>
      <div class="chart-ends quiet" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <table class="hidden-text">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{stepTitle}</th>
            <th scope="col">{label}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ key, label: text, value }) => (
            <tr key={key}>
              <th scope="row">{text}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The next number that halves well: 1, 2, 4 or 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

const NUMBER = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
