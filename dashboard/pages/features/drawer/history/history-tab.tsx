import { whyNot } from '../../../../api/permissions.ts';
import { place as address, setQuery } from '../../../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../../../ui/states.tsx';
import { Pager } from '../../../../ui/table.tsx';
import { nameOption } from '../draft-changes.ts';
import type { TabProps } from '../tabs.ts';
import { HistoryEntry } from './history-entry.tsx';
import { PAGE_SIZE, useHistory } from './history.api.ts';
import { Versions } from './versions.tsx';

/** Who changed what, newest first. */
export function HistoryTab({ project, environment, detail, draft: { before } }: TabProps) {
  const page = Math.max(1, Math.trunc(Number(address.value.query.get('hpage'))) || 1);
  const reason = whyNot(project.permissions, 'VIEW_AUDIT_LOG', project.name);
  const view = useHistory(reason === null ? environment.api_key : null, detail.feature.id, page);
  const names = Object.fromEntries(before.options.map((option) => [option.id, nameOption(option)]));
  return (
    <div class="stack">
      {environment.use_v2_feature_versioning && (
        <Versions environmentId={environment.id} featureId={detail.feature.id} />
      )}
      {reason !== null && <Notice tone="warning">{reason}</Notice>}
      {reason === null && view.kind === 'loading' && <Skeleton rows={6} label="Loading the history" />}
      {view.kind === 'failed' && (
        <ErrorState title="The history could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && view.data.count === 0 && (
        <EmptyState icon="clock" title="Nothing has changed yet">
          Changes of the feature, and of what it is in {environment.name}, are listed here.
        </EmptyState>
      )}
      {view.kind === 'loaded' && view.data.count > 0 && (
        <>
          <ol class="parts" aria-label="History">
            {view.data.results.map((entry) => (
              <HistoryEntry key={entry.id} entry={entry} optionNames={names} />
            ))}
          </ol>
          <Pager
            page={page}
            size={PAGE_SIZE}
            count={view.data.count}
            onPage={(next) => setQuery({ hpage: next === 1 ? null : String(next) })}
          />
        </>
      )}
    </div>
  );
}
