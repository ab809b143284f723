import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import { toneOf } from '../../../api/environments.ts';
import { ConflictBar } from './conflict-bar.tsx';
import { listChanges } from './draft-changes.ts';
import { chosenSegments, type DraftView } from './draft-store.ts';
import { SaveBar } from './save-bar.tsx';
import type { useSaving } from './use-saving.ts';

type Props = EnvironmentPageProps & {
  detail: DashFeature;
  draft: DraftView;
  saving: ReturnType<typeof useSaving>;
  isFaulty: boolean;
  isConflict: boolean;
  onSave: () => void;
};

/** What the draft changes, with the names of segments, and what somebody else has changed meanwhile. */
export function DraftFoot({ detail, draft, saving, isFaulty, isConflict, onSave, ...place }: Props) {
  const { boot, project, environment } = place;
  const stored = Object.fromEntries(detail.segments.map(({ id, name }) => [id, name]));
  const names = { ...chosenSegments.value, ...stored };
  const conflict = <ConflictBar environmentKey={environment.api_key} {...{ project, boot, detail, draft, names }} />;
  return (
    <SaveBar
      changes={listChanges(draft.before, draft.draft, names)}
      environment={environment.name}
      tone={toneOf(environment, project.environments)}
      message={saving.message}
      isBusy={saving.isBusy}
      isFaulty={isFaulty}
      conflict={isConflict ? conflict : null}
      onSave={onSave}
      onDiscard={draft.discard}
    />
  );
}
