import { useState } from 'preact/hooks';
import type { Feature } from '../../../../../worker/contract/features.ts';
import type { DashProject } from '../../../../api/bootstrap.ts';
import { toFailure } from '../../../../api/failure.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmByName } from '../../../../ui/dialog.tsx';
import { showToast } from '../../../../ui/toast.tsx';
import { deleteFeature } from '../../features.api.ts';
import { whyNotDelete } from '../../feature-deletion.ts';

type Props = { project: DashProject; feature: Pick<Feature, 'id' | 'name' | 'tags'>; onDeleted: () => void };

export function DeleteFeature({ project, feature, onDeleted }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { id, name } = feature;
  const remove = async () => {
    setAsking(false);
    try {
      await deleteFeature(project.id, id);
      showToast(`Deleted ${name}`);
      onDeleted();
    } catch (error) {
      showToast(`${name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <div class="state-line">
      <div>
        <h3>Delete</h3>
        <div class="quiet">From every environment, with all overrides. Applications get nothing for it.</div>
      </div>
      <Button
        icon="trash"
        disabledReason={whyNotDelete(project, feature)}
        onClick={() => setAsking(true)}
        data-test="delete-feature"
      >
        Delete feature
      </Button>
      {isAsking && (
        <ConfirmByName
          title={`Delete ${name}`}
          name={name}
          action="Delete feature"
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        >
          <p>
            It goes from every environment of {project.name}, with all its overrides. Applications that ask for it get
            nothing.
          </p>
        </ConfirmByName>
      )}
    </div>
  );
}
