import { useState } from 'preact/hooks';
import { whyNot } from '../../../api/permissions.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import { Button } from '../../../ui/button.tsx';
import { InlineDiff, type Change } from '../../../ui/inline-diff.tsx';
import { Notice } from '../../../ui/states.tsx';
import { nameAuthor, useHistory } from './history/history.api.ts';

type Props = EnvironmentPageProps & {
  featureId: number;
  /** What is other than when the draft was begun. */
  changes: readonly Change[];
  onTake: () => void;
  onKeep: () => void;
};

/** Somebody else has changed what is being changed here: nothing is saved before it is decided what is to stand. */
export function ConflictBar({ boot, project, environment, featureId, changes, onTake, onKeep }: Props) {
  const [isShown, setShown] = useState(false);
  const mayKnow = whyNot(project.permissions, 'VIEW_AUDIT_LOG', project.name) === null;
  const view = useHistory(mayKnow ? environment.api_key : null, featureId, 1);
  const last = view.kind === 'loaded' && !view.isRefreshing ? view.data.results[0] : undefined;
  const isOwn = last?.author?.id === boot.user.id;
  const who = last === undefined ? 'somebody' : isOwn ? 'you in another window' : nameAuthor(last);
  return (
    <div class="conflict" data-test="conflict" role="status">
      <Notice tone="warning">
        Changed by {who} {describeMoment(last?.created_date)}. What you have typed is still here.
      </Notice>
      <div class="row wrap">
        <Button onClick={() => setShown(!isShown)} aria-expanded={isShown} data-test="conflict-show">
          {isShown ? 'Hide what changed' : 'See what changed'}
        </Button>
        <Button onClick={onTake} data-test="conflict-take">
          Take theirs
        </Button>
        <Button onClick={onKeep} data-test="conflict-keep">
          Keep mine
        </Button>
      </div>
      {isShown && (
        <>
          <h3>Theirs</h3>
          <InlineDiff changes={changes} />
          <h3>Yours</h3>
        </>
      )}
    </div>
  );
}

function describeMoment(at: string | undefined): string {
  if (at === undefined) return 'meanwhile';
  return Date.now() - Date.parse(at) < JUST_NOW_MS ? 'just now' : `at ${TIME.format(new Date(at))}`;
}

const JUST_NOW_MS = 60_000;
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
