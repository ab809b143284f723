import type { EvaluationData } from '../../../../../worker/contract/usage.ts';
import { useResource } from '../../../../api/cache.ts';
import { BarChart } from '../../../../ui/bar-chart.tsx';
import { Select } from '../../../../ui/field.tsx';
import { place as address, setQuery } from '../../../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../../ui/states.tsx';
import type { TabProps } from '../tabs.ts';
import { listSdks, listSteps, PERIODS, readPeriod, toQuery, type Period } from './usage-steps.ts';

/** How often applications asked for the feature in this environment. */
export function UsageTab({ project, environment, detail }: TabProps) {
  const period = readPeriod(address.value.query.get('period'));
  const path = `/api/v1/projects/${project.id}/features/${detail.feature.id}/evaluation-data/`;
  const view = useResource<EvaluationData[]>(`${path}?environment_id=${environment.id}&${toQuery(period)}`);
  const isEmpty = view.kind === 'loaded' && view.data.every(({ count }) => count === 0);
  return (
    <div class="stack">
      <div class="state-line">
        <h3>Evaluations in {environment.name}</h3>
        <Select
          label="Period"
          isLabelHidden
          value={period}
          options={PERIODS}
          onChange={(next) => setQuery({ period: next === '30d' ? null : next })}
        />
      </div>
      {view.kind === 'loading' && <Skeleton rows={4} label="Loading evaluations" />}
      {view.kind === 'failed' && (
        <ErrorState title="The usage could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="clock" title="No evaluation in this period">
          SDKs report which features they were asked for when their analytics are switched on. What they report shows
          within a minute.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && <Usage data={view.data} period={period} />}
    </div>
  );
}

function Usage({ data, period }: { data: readonly EvaluationData[]; period: Period }) {
  const steps = listSteps(data, period, new Date());
  const total = data.reduce((sum, { count }) => sum + count, 0);
  const format = period === '24h' ? HOUR : DAY;
  return (
    <>
      <div>
        <span class="figure">{NUMBER.format(total)}</span>{' '}
        <span class="quiet">in {PERIODS.find(({ value }) => value === period)?.label}</span>
      </div>
      <BarChart
        label="Evaluations"
        stepTitle={period === '24h' ? 'Hour' : 'Day'}
        bars={steps.map(({ at, count }) => ({ key: at, label: format.format(new Date(at)), value: count }))}
      />
      <div class="field">
        <h3>By SDK</h3>
        <ul class="parts" aria-label="Evaluations by SDK">
          {listSdks(data).map(({ name, count }) => (
            <li key={name} class="part thin">
              <div class="part-line">
                <span class="part-name">{name}</span>
                <span class="quiet part-value">{NUMBER.format(count)}</span>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

const NUMBER = new Intl.NumberFormat();
// The server counts by days of UTC.
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });
const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
