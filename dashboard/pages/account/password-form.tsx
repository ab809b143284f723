import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { changePassword, type PasswordDraft } from './account.api.ts';

const EMPTY: PasswordDraft = { current_password: '', new_password: '', re_new_password: '' };

const FIELDS = [
  { field: 'current_password', label: 'Current password', autocomplete: 'current-password' },
  { field: 'new_password', label: 'New password', autocomplete: 'new-password' },
  { field: 're_new_password', label: 'New password again', autocomplete: 'new-password' },
] as const;

export function PasswordForm() {
  const [draft, setDraft] = useState(EMPTY);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      await changePassword(draft);
      setDraft(EMPTY);
      showToast('Your password is changed, and your other sessions have ended');
    });
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {FIELDS.map(({ field, label, autocomplete }) => (
        <Input
          key={field}
          label={label}
          type="password"
          value={draft[field]}
          onInput={(text) => setDraft({ ...draft, [field]: text })}
          autocomplete={autocomplete}
          hint={field === 'new_password' ? 'At least 8 characters, not a common password.' : undefined}
          errors={submission.errorsOf(field)}
          isRequired
          data-test={field}
        />
      ))}
      <div class="form-foot">
        <Button type="submit" isBusy={submission.isBusy} data-test="save-password">
          Change password
        </Button>
      </div>
    </form>
  );
}
