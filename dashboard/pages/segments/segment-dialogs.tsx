import { useState } from 'preact/hooks';
import type { Segment } from '../../../worker/contract/segments.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { cloneSegment, deleteSegment, useUses } from './segments.api.ts';
import { describeUses } from './where-used.tsx';

type Props = { project: DashProject; segment: Pick<Segment, 'id' | 'name'>; onClose: () => void };

export function CloneSegment({ project, segment, onClose }: Props) {
  const [name, setName] = useState(`${segment.name}_copy`);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const made = await cloneSegment(project.id, segment.id, name.trim());
      onClose();
      showToast(`Cloned ${segment.name}`);
      navigate(`/project/${project.id}/segments/${made.id}`);
    });
  };
  return (
    <Dialog title={`Clone ${segment.name}`} onClose={onClose} data-test="clone-segment">
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <Input
            label="Name of the copy"
            value={name}
            onInput={setName}
            hint="It gets the same rules, and overrides nothing yet."
            errors={submission.errorsOf('name')}
            isRequired
            isFirst
          />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy}>
            Clone segment
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Says first what goes with it. */
export function DeleteSegment({ project, segment, onClose }: Props) {
  const view = useUses(project.id, segment.id);
  const remove = async () => {
    onClose();
    try {
      await deleteSegment(project.id, segment.id);
      showToast(`Deleted ${segment.name}`);
      navigate(`/project/${project.id}/segments`);
    } catch (error) {
      showToast(`${segment.name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  const uses = view.kind === 'loaded' ? describeUses(view.data, project) : '';
  return (
    <ConfirmByName
      title={`Delete ${segment.name}`}
      name={segment.name}
      action="Delete segment"
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      {view.kind === 'loading' && <p class="quiet">Looking where it is used…</p>}
      {view.kind === 'failed' && <p>Its overrides go with it; where there are any could not be found out.</p>}
      {view.kind === 'loaded' && uses === '' && <p>It overrides no feature, so nobody gets anything else.</p>}
      {uses !== '' && <Notice tone="warning">It overrides {uses}. These overrides go with it.</Notice>}
    </ConfirmByName>
  );
}
