import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { createIdentity } from './identities.api.ts';

type Props = { environmentKey: string; base: string; onClose: () => void };

export function CreateIdentity({ environmentKey, base, onClose }: Props) {
  const [identifier, setIdentifier] = useState('');
  const submission = useSubmit();
  // compat: the API's sentence names the columns of its table.
  const isTaken = submission.message?.includes('unique set') === true;
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const { id } = await createIdentity(environmentKey, identifier);
      onClose();
      navigate(`${base}/${id}`);
    });
  };
  return (
    <Dialog title="Create identity" onClose={onClose} data-test="create-identity">
      <form class="form" onSubmit={(event) => void submit(event)}>
        {submission.message !== null && !isTaken && <Notice tone="bad">{submission.message}</Notice>}
        <Input
          label="Identifier"
          value={identifier}
          onInput={setIdentifier}
          errors={isTaken ? ['This identifier is known already.'] : submission.errorsOf('identifier')}
          hint="As your application sends it: a user id, an address, a device."
          isCode
          isFirst
          isRequired
          data-test="identifier"
        />
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-identity-btn">
            Create identity
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
