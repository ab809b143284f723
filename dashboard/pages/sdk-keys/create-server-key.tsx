import { useState } from 'preact/hooks';
import type { ServerKey } from '../../../worker/contract/environments.ts';
import type { Environment } from '../../api/bootstrap.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { DateField, toEndOfDay } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { createServerKey } from './sdk-keys.api.ts';

type Props = { environment: Environment; onClose: () => void; onCreated: (key: ServerKey) => void };

export function CreateServerKey({ environment, onClose, onCreated }: Props) {
  const [name, setName] = useState('');
  const [day, setDay] = useState('');
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const key = await createServerKey(environment.api_key, { name, expires_at: toEndOfDay(day) });
      showToast(`Created the key ${key.name}`);
      onCreated(key);
      onClose();
    });
  };
  return (
    <Dialog title="Create a server-side key" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <Input
            label="Name"
            value={name}
            onInput={setName}
            hint="The application that is to use it."
            errors={submission.errorsOf('name')}
            isRequired
            isFirst
            maxLength={100}
            data-test="server-key-name"
          />
          <DateField
            label="Last day"
            value={day}
            onInput={setDay}
            hint="In UTC. Without one, the key holds until it is switched off."
            errors={submission.errorsOf('expires_at')}
          />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-server-key">
            Create key
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
