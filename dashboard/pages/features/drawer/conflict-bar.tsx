import { useState } from 'preact/hooks';
import type { AuditLogDetail } from '../../../../worker/contract/audit-logs.ts';
import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { DashBootstrap, DashProject } from '../../../api/bootstrap.ts';
import { useResource } from '../../../api/cache.ts';
import { may } from '../../../api/permissions.ts';
import { Button } from '../../../ui/button.tsx';
import { InlineDiff } from '../../../ui/inline-diff.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { detailPath } from '../features.api.ts';
import { nameOfPerson } from '../../../api/person-name.ts';
import { listChanges, type SegmentNames } from './draft-changes.ts';
import { mergeDraft } from './draft-merge.ts';
import type { DraftView } from './draft-store.ts';

type Props = {
  environmentKey: string;
  project: DashProject;
  boot: DashBootstrap;
  detail: DashFeature;
  draft: DraftView;
  names: SegmentNames;
};

/** Somebody else has changed what is being changed here: who, what, and which of both shall be. */
export function ConflictBar({ environmentKey, project, boot, detail, draft, names }: Props) {
  const [isOpen, setOpen] = useState(false);
  const isTold = may(project.permissions, 'VIEW_AUDIT_LOG');
  const history = `${detailPath(environmentKey, detail.feature.id)}history/?page=1&page_size=1`;
  const view = useResource<{ results: AuditLogDetail[] }>(isTold ? history : null);
  const last = view.kind === 'loaded' ? view.data.results[0] : undefined;
  const changes = listChanges(draft.before, draft.server, names);
  const takeTheirs = () => {
    const { before, draft: mine } = draft;
    draft.discard();
    showToast('Your changes are discarded', {
      action: { label: 'Undo', run: () => draft.replace({ before, draft: mine }) },
    });
  };
  return (
    <div class="conflict" role="status" data-test="conflict">
      <Notice tone="warning">
        {describeAuthor(last, boot.user.id)} changed this feature {last === undefined ? 'meanwhile' : describeAge(last)}
        . What you have typed is still here.
      </Notice>
      {isOpen && <InlineDiff changes={changes} test="conflict-diff" />}
      <div class="row">
        <Button onClick={() => setOpen(!isOpen)} data-test="see-theirs">
          {isOpen ? 'Hide what changed' : 'See what changed'}
        </Button>
        <Button onClick={takeTheirs} data-test="take-theirs">
          Take theirs
        </Button>
        <Button onClick={() => draft.replace(mergeDraft(draft))} data-test="keep-mine">
          Keep mine
        </Button>
      </div>
    </div>
  );
}

function describeAuthor(entry: AuditLogDetail | undefined, ownId: number): string {
  if (entry === undefined) return 'Somebody';
  if (entry.author?.id === ownId) return 'You, in another window,';
  if (entry.author !== null) return nameOfPerson(entry.author);
  return entry.master_api_key === null ? 'Halyard' : `Key ${entry.master_api_key.name}`;
}

function describeAge({ created_date: at }: AuditLogDetail): string {
  const date = new Date(at);
  return Date.now() - date.getTime() < 60_000 ? 'just now' : `at ${TIME.format(date)}`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
