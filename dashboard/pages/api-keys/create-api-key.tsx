import { useState } from 'preact/hooks';
import type { CreatedMasterKey } from '../../../worker/contract/master-keys.ts';
import type { DashOrganisation } from '../../api/bootstrap.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { DateField, toEndOfDay } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { createApiKey } from './api-keys.api.ts';

type Props = { organisation: DashOrganisation; onClose: () => void; onCreated: (key: CreatedMasterKey) => void };

export function CreateApiKey({ organisation, onClose, onCreated }: Props) {
  const [name, setName] = useState('');
  const [day, setDay] = useState('');
  const [isAdmin, setAdmin] = useState(true);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      onCreated(await createApiKey(organisation.id, { name, is_admin: isAdmin, expiry_date: toEndOfDay(day) }));
      onClose();
    });
  };
  return (
    <Dialog title="Create an API key" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <Input
            label="Name"
            value={name}
            onInput={setName}
            hint="What is to use it."
            errors={submission.errorsOf('name')}
            isRequired
            isFirst
            maxLength={50}
            data-test="api-key-name"
          />
          <DateField
            label="Last day"
            value={day}
            onInput={setDay}
            hint="In UTC. Without one, the key holds until it is deleted."
            errors={submission.errorsOf('expiry_date')}
          />
          <Check
            label="It may do everything in the organisation"
            hint="Otherwise only what its roles say, and none can be given to it in the dashboard."
            isOn={isAdmin}
            onChange={setAdmin}
          />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-api-key">
            Create key
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
