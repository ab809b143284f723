import type { DashFeature } from '../../../../worker/contract/dash.ts';
import type { EnvironmentPageProps } from '../../../api/bootstrap.ts';
import { toneOf } from '../../../api/environments.ts';
import { ConflictBar } from './conflict-bar.tsx';
import { listChanges } from './draft-changes.ts';
import { chosenSegments, type DraftView } from './draft-store.ts';
import { SaveBar } from './save-bar.tsx';
import type { Saving } from './use-saving.ts';

type Props = EnvironmentPageProps & {
  featureId: number;
  detail: DashFeature;
  draft: DraftView;
  saving: Saving;
  isFaulty: boolean;
  isOvertaken: boolean;
  onSave: () => void;
};

/** What the draft changes, and what of it others have changed meanwhile. */
export function DraftFooter({ detail, draft, saving, isFaulty, isOvertaken, onSave, ...props }: Props) {
  const { environment, project } = props;
  const names = {
    ...chosenSegments.value,
    ...Object.fromEntries(detail.segments.map(({ id, name }) => [id, name])),
  };
  const conflict = isOvertaken ? (
    <ConflictBar
      {...props}
      changes={listChanges(draft.before, draft.server, names)}
      onTake={draft.discard}
      onKeep={draft.rebase}
    />
  ) : null;
  return (
    <SaveBar
      conflict={conflict}
      changes={listChanges(draft.before, draft.draft, names)}
      environment={environment.name}
      tone={toneOf(environment, project.environments)}
      message={saving.message}
      isBusy={saving.isBusy}
      isFaulty={isFaulty}
      onSave={onSave}
      onDiscard={draft.discard}
    />
  );
}
