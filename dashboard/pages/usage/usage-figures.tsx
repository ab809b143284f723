import type { UsageData } from '../../../worker/contract/usage.ts';
import { isFlagOn } from '../../api/own-flags.ts';
import { BarChart } from '../../ui/bar-chart.tsx';
import { setQuery } from '../../ui/router.tsx';
import { countOf, listSteps, RESOURCES, type Period, type Resource } from './usage-days.ts';

type Props = { rows: readonly UsageData[]; period: Period; resource: Resource | '' };

/** The number of each kind of request, of which one can be looked at alone, and their course. */
export function UsageFigures({ rows, period, resource }: Props) {
  const kinds = [{ value: '' as const, label: 'All requests' }, ...RESOURCES];
  const format = period === '24h' ? HOUR : DAY;
  const label = kinds.find(({ value }) => value === resource)?.label ?? '';
  const hasChart = isFlagOn('usage_chart');
  return (
    <>
      <ul class="usage-figures" aria-label="Requests">
        {kinds.map((kind) => (
          <li key={kind.value}>
            <button
              type="button"
              class="usage-figure"
              aria-pressed={kind.value === resource}
              onClick={() => setQuery({ resource: kind.value })}
              data-test={`usage-${kind.value === '' ? 'all' : kind.value}`}
            >
              <span class="quiet">{kind.label}</span>
              <span class="figure">{NUMBER.format(rows.reduce((sum, row) => sum + countOf(row, kind.value), 0))}</span>
            </button>
          </li>
        ))}
      </ul>
      {hasChart && (
        <BarChart
          label={label}
          stepTitle={period === '24h' ? 'Hour' : 'Day'}
          bars={listSteps(rows, { period, resource, now: new Date() }).map(({ at, count }) => ({
            key: at,
            label: format.format(new Date(at)),
            value: count,
          }))}
        />
      )}
    </>
  );
}

const NUMBER = new Intl.NumberFormat();
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const HOUR = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
