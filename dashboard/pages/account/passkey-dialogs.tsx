import { useState, type Dispatch, type StateUpdater } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Passkey } from '../../../worker/contract/passkeys.ts';
import { useSubmit, type Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { OwnerProof, useProof } from './owner-proof.tsx';
import { addPasskey, removePasskey, renamePasskey } from './passkeys.api.ts';

type Closing = { onClose: () => void };

export function AddPasskey({ onClose }: Closing) {
  const [name, setName] = useState('');
  const proof = useProof();
  const submission = useSubmit();
  const add = async () => {
    await addPasskey(name.trim(), proof.proof);
    showToast(`Added ${name.trim()}`);
  };
  return (
    <Form title="Add a passkey" action="Add" work={add} submission={submission} onClose={onClose}>
      <p>Your browser then asks for a fingerprint, a PIN, a phone or a security key.</p>
      <NameField name={name} setName={setName} submission={submission} />
      <OwnerProof proof={proof} submission={submission} isFirst={false} />
    </Form>
  );
}

export function RenamePasskey({ passkey, onClose }: Closing & { passkey: Passkey }) {
  const [name, setName] = useState(passkey.name);
  const submission = useSubmit();
  return (
    <Form
      title="Rename the passkey"
      action="Save"
      work={() => renamePasskey(passkey.id, name.trim())}
      submission={submission}
      onClose={onClose}
    >
      <NameField name={name} setName={setName} submission={submission} />
    </Form>
  );
}

export function RemovePasskey({ passkey, onClose }: Closing & { passkey: Passkey }) {
  const proof = useProof();
  const submission = useSubmit();
  const remove = async () => {
    await removePasskey(passkey.id, proof.proof);
    showToast(`Removed ${passkey.name}`);
  };
  return (
    <Form title="Remove the passkey" action="Remove" isDanger work={remove} submission={submission} onClose={onClose}>
      <p class="anywhere">
        <b>{passkey.name}</b> no longer signs you in. Your device may still offer it until you delete it there.
      </p>
      <OwnerProof proof={proof} submission={submission} />
    </Form>
  );
}

type NameProps = { name: string; setName: Dispatch<StateUpdater<string>>; submission: Submission };

function NameField({ name, setName, submission }: NameProps) {
  return (
    <Input
      label="Name"
      value={name}
      onInput={setName}
      hint="By which you tell it from others, such as the device that keeps it."
      errors={submission.errorsOf('name')}
      isRequired
      isFirst
      data-test="passkey-name"
    />
  );
}

type FormProps = Closing & {
  title: string;
  action: string;
  isDanger?: boolean;
  work: () => Promise<void>;
  submission: Submission;
  children: ComponentChildren;
};

function Form({ title, action, isDanger = false, work, submission, onClose, children }: FormProps) {
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await submission.run(work)) onClose();
  };
  const problems = [submission.message, ...submission.errorsOf('credential')].filter((text) => text !== null);
  return (
    <Dialog title={title} onClose={onClose} data-test="passkey-dialog">
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {problems.length > 0 && <Notice tone="bad">{problems.join(' ')}</Notice>}
          {children}
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind={isDanger ? 'danger' : 'primary'}
            isBusy={submission.isBusy}
            data-test="passkey-confirm"
          >
            {action}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
