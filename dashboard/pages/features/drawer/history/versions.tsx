import { Chip } from '../../../../ui/chip.tsx';
import { ErrorState, Skeleton } from '../../../../ui/states.tsx';
import { useVersions } from './history.api.ts';

/** The versions of the feature in an environment that has them, newest first. */
export function Versions({ environmentId, featureId }: { environmentId: number; featureId: number }) {
  const view = useVersions(environmentId, featureId);
  return (
    <div class="field">
      <h3>Versions</h3>
      {view.kind === 'loading' && <Skeleton rows={2} label="Loading versions" />}
      {view.kind === 'failed' && (
        <ErrorState title="The versions could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && (
        <ul class="parts" aria-label="Versions">
          {view.data.results.map(
            ({ uuid, created_at: at, live_from: from, is_live: isLive, published, description }) => (
              <li key={uuid} class="part thin" data-test="version">
                <div class="part-line">
                  <code class="quiet">{uuid.slice(0, 8)}</code>
                  <span class="part-name">{description ?? ''}</span>
                  <span class="quiet part-value">{MOMENT.format(new Date(from ?? at))}</span>
                  {isLive && <Chip tone="accent">Live</Chip>}
                  {!published && <Chip>Draft</Chip>}
                  {published && !isLive && from !== null && new Date(from) > new Date() && (
                    <Chip tone="warning">Scheduled</Chip>
                  )}
                </div>
              </li>
            ),
          )}
        </ul>
      )}
    </div>
  );
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
