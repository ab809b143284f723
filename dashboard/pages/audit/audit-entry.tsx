import type { AuditLogDetail } from '../../../worker/contract/audit-logs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { InlineDiff } from '../../ui/inline-diff.tsx';
import { Exact } from '../../ui/moment.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { nameOfAuthor } from './audit-table.tsx';
import { useEntry } from './audit.api.ts';
import { toChanges } from './changes.ts';

export function AuditEntry({ base, id, onClose }: { base: string; id: number; onClose: () => void }) {
  const view = useEntry(base, id);
  return (
    <Dialog title={view.kind === 'loaded' ? view.data.log : 'Entry'} onClose={onClose} data-test="audit-entry">
      <div class="dialog-text">
        {view.kind === 'loading' && <Skeleton label="Loading the entry" rows={4} />}
        {view.kind === 'failed' && (
          <ErrorState title="It could not be loaded" message={view.failure.message} onRetry={view.retry} />
        )}
        {view.kind === 'loaded' && <Detail entry={view.data} />}
      </div>
      <footer class="dialog-foot">
        <Button onClick={onClose}>Close</Button>
      </footer>
    </Dialog>
  );
}

function Detail({ entry }: { entry: AuditLogDetail }) {
  const changes = toChanges(entry);
  return (
    <>
      <dl class="facts">
        <dt>Who</dt>
        <dd class="anywhere">
          {nameOfAuthor(entry)}
          {entry.author !== null && <span class="quiet"> {entry.author.email}</span>}
        </dd>
        <dt>When</dt>
        <dd>
          <Exact at={entry.created_date} />
        </dd>
        {entry.project !== null && (
          <>
            <dt>Project</dt>
            <dd class="anywhere">{entry.project.name}</dd>
          </>
        )}
        {entry.environment !== null && (
          <>
            <dt>Environment</dt>
            <dd class="anywhere">{entry.environment.name}</dd>
          </>
        )}
      </dl>
      {changes.length === 0 ? (
        <p class="quiet">There is no more to it than its sentence.</p>
      ) : (
        <InlineDiff changes={changes} />
      )}
    </>
  );
}
