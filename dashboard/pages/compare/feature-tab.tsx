import type { DashEnvironment, DashFeature } from '../../../worker/contract/dash.ts';
import { toneOf } from '../../api/environments.ts';
import { findLastEnvironment } from '../../api/last-environment.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { EnvBadge } from '../../ui/env-badge.tsx';
import { Link, place, setQuery } from '../../ui/router.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { readId } from './compare-address.ts';
import { useFeature, useFlags } from './compare.api.ts';
import type { TabProps } from './compare-page.tsx';
import { listDifferences, PART_NAMES, type Part } from './flag-differences.ts';
import { FlagSummary } from './flag-summary.tsx';

/** One feature in every environment. */
export function FeatureTab({ project }: TabProps) {
  const first = findLastEnvironment(project);
  if (first === undefined) {
    return (
      <EmptyState icon="layers" title="No environment">
        There is none in this project that you may view.
      </EmptyState>
    );
  }
  return <Chosen project={project} first={first} />;
}

function Chosen({ project, first }: TabProps & { first: DashEnvironment }) {
  const view = useFlags(first.api_key);
  if (view.kind === 'loading') return <Skeleton rows={4} label="Loading the features" />;
  if (view.kind === 'failed') {
    return <ErrorState title="This could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  const id = readId(place.value.query.get('feature'));
  const chosen = view.data.features.find((one) => one.id === id);
  return (
    <>
      <div class="compare-sides" data-chosen={chosen !== undefined}>
        <Combobox
          label={chosen === undefined ? 'Feature' : `Feature: ${chosen.name}`}
          placeholder={chosen?.name ?? 'Choose a feature'}
          choices={view.data.features.map((one) => ({ value: String(one.id), label: one.name }))}
          onChoose={(feature) => setQuery({ feature })}
          data-test="compare-feature"
        />
      </div>
      {chosen === undefined ? (
        <EmptyState icon="flag" title={id === null ? 'Choose a feature' : 'This feature is not here'}>
          {id === null
            ? 'Its state and value in every environment then stand below each other.'
            : 'It may have been deleted or archived: choose another one.'}
        </EmptyState>
      ) : (
        <table class="table compare-table" aria-label={`${chosen.name} in every environment`}>
          <thead>
            <tr>
              <th scope="col">Environment</th>
              <th scope="col">For everybody</th>
              <th scope="col" data-column="count">
                Identities
              </th>
              <th scope="col" data-column="parts">
                Differs from {first.name} in
              </th>
            </tr>
          </thead>
          <tbody>
            {project.environments.map((environment) => (
              <Row key={environment.id} project={project} {...{ environment, first, featureId: chosen.id }} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

type RowProps = TabProps & { environment: DashEnvironment; first: DashEnvironment; featureId: number };

function Row({ project, environment, first, featureId }: RowProps) {
  const own = useFeature(environment.api_key, featureId);
  const reference = useFeature(first.api_key, featureId);
  const parts =
    own.kind === 'loaded' && reference.kind === 'loaded' ? listDifferences(reference.data.flag, own.data.flag) : [];
  return (
    <tr data-row="" data-test={`compare-in-${environment.name}`}>
      <td>
        <Link
          class="row-link"
          to={`/project/${project.id}/environment/${encodeURIComponent(environment.api_key)}/features/${featureId}`}
        >
          <EnvBadge name={environment.name} tone={toneOf(environment, project.environments)} />
        </Link>
      </td>
      {own.kind === 'loaded' ? (
        <Cells detail={own.data} parts={parts} isReference={environment.id === first.id} />
      ) : (
        <td colSpan={3} class="quiet">
          {own.kind === 'failed' ? own.failure.message : 'Loading'}
        </td>
      )}
    </tr>
  );
}

function Cells({ detail, parts, isReference }: { detail: DashFeature; parts: readonly Part[]; isReference: boolean }) {
  const { environment_default: content, segment_overrides: overrides } = detail.flag;
  const count = detail.feature.num_identity_overrides ?? 0;
  const words = parts.map((part) => PART_NAMES[part]).join(', ');
  return (
    <>
      <td data-label="For everybody">
        <FlagSummary
          enabled={content.enabled}
          value={content.value?.value ?? null}
          segments={overrides.length}
          isStateOther={parts.includes('state')}
          isValueOther={parts.includes('value')}
          areSegmentsOther={parts.includes('segments')}
        />
      </td>
      <td data-column="count" data-label="Identities">
        {count === 0 ? <span class="quiet">—</span> : `${count} overridden`}
      </td>
      <td class="quiet" data-column="parts" data-label="Differs in">
        {isReference ? '—' : words === '' ? 'Nothing' : words}
      </td>
    </>
  );
}
