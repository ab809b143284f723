import { Input } from '../../../ui/field.tsx';
import type { RoleDraft } from './roles.api.ts';

type Props = {
  draft: RoleDraft;
  onChange: (draft: RoleDraft) => void;
  errorsOf: (field: string) => readonly string[];
  isFirst?: boolean;
};

export function RoleFields({ draft, onChange, errorsOf, isFirst = false }: Props) {
  return (
    <>
      <Input
        label="Name"
        value={draft.name}
        onInput={(name) => onChange({ ...draft, name })}
        errors={errorsOf('name')}
        isRequired
        isFirst={isFirst}
        maxLength={255}
        data-test="role-name"
      />
      <Input
        label="Description"
        value={draft.description}
        onInput={(description) => onChange({ ...draft, description })}
        hint="What somebody with this role is to do, for whoever gives it next."
        errors={errorsOf('description')}
        data-test="role-description"
      />
    </>
  );
}
