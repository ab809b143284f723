import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { endSecondFactor } from './account.api.ts';
import { OwnerProof, useProof } from './owner-proof.tsx';

export function EndSecondFactor({ onClose }: { onClose: () => void }) {
  const proof = useProof();
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      await endSecondFactor(proof.proof);
      showToast('No code of an app is asked for now');
      onClose();
    });
  };
  return (
    <Dialog title="Turn the second factor off" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <p>Your backup codes are worth nothing afterwards.</p>
          <OwnerProof proof={proof} submission={submission} />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="danger" isBusy={submission.isBusy} data-test="confirm-btn">
            Turn off
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
