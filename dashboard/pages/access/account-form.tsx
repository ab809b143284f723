import type { Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';

export const emptyAccount = { email: '', password: '', first_name: '', last_name: '' };

type Account = typeof emptyAccount;
type Props = {
  account: Account;
  onChange: (account: Account) => void;
  submission: Submission;
  onSubmit: () => void;
};

const FIELDS = [
  { field: 'first_name', label: 'First name', type: 'text', autocomplete: 'given-name' },
  { field: 'last_name', label: 'Last name', type: 'text', autocomplete: 'family-name' },
  { field: 'email', label: 'Email address', type: 'email', autocomplete: 'username' },
  { field: 'password', label: 'Password', type: 'password', autocomplete: 'new-password' },
] as const;

export function AccountForm({ account, onChange, submission, onSubmit }: Props) {
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {FIELDS.map(({ field, label, type, autocomplete }) => (
        <Input
          key={field}
          label={label}
          type={type}
          name={field}
          autocomplete={autocomplete}
          value={account[field]}
          onInput={(value) => onChange({ ...account, [field]: value })}
          hint={field === 'password' ? 'At least 8 characters, not a common password.' : undefined}
          errors={submission.errorsOf(field)}
          isRequired
          data-test={field}
        />
      ))}
      <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="signup-btn">
        Create the account
      </Button>
    </form>
  );
}
