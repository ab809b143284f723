import { useState } from 'preact/hooks';
import type { IntegrationField, IntegrationKind } from '../../api/integration-kinds.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input, Select } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { hasSecret, toBody, toDraft } from './integration-draft.ts';
import type { Configured, IntegrationPlace } from './integration-place.ts';
import { saveIntegration } from './integrations.api.ts';

type Props = { place: IntegrationPlace; kind: IntegrationKind; stored: Configured | null; onClose: () => void };

/** Sets an integration up, or changes it. */
export function IntegrationDialog({ place, kind, stored, onClose }: Props) {
  const { fields, title } = kind;
  const before = toDraft(fields, stored?.fields ?? null);
  const [draft, setDraft] = useState(before);
  const [forgotten, setForgotten] = useState<readonly string[]>([]);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const body = toBody(fields, draft, forgotten);
      await saveIntegration(place, kind.kind, stored?.id ?? null, body);
      const hasNewSecret = fields.some((field) => field.isSecret === true && Object.hasOwn(body, field.key));
      const run = () =>
        void saveIntegration(place, kind.kind, stored?.id ?? null, toBody(fields, before)).catch(() => undefined);
      showToast(
        stored === null ? `${title} is set up for ${place.name}` : `Changed ${title}`,
        stored === null || hasNewSecret ? {} : { action: { label: 'Undo', run } },
      );
      onClose();
    });
  };
  return (
    <Dialog
      title={stored === null ? `Set up ${title}` : `Change ${title}`}
      onClose={onClose}
      data-test="integration-dialog"
    >
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          <p class="quiet integration-lead">
            {kind.description}{' '}
            {kind.docs !== undefined && (
              <a href={kind.docs} target="_blank" rel="noreferrer" class="link">
                How to set it up
              </a>
            )}
          </p>
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          {fields.map((field, index) => (
            <FieldInput
              key={field.key}
              field={field}
              value={draft[field.key] ?? ''}
              isKept={hasSecret(field, stored?.fields ?? null)}
              isFirst={index === 0}
              errors={submission.errorsOf(field.key)}
              isForgotten={forgotten.includes(field.key)}
              onForget={(isForgotten) =>
                setForgotten(isForgotten ? [...forgotten, field.key] : forgotten.filter((key) => key !== field.key))
              }
              onInput={(value) => setDraft({ ...draft, [field.key]: value })}
            />
          ))}
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-integration">
            {stored === null ? 'Set up' : 'Save'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

type FieldProps = {
  field: IntegrationField;
  value: string;
  /** A secret that is stored already. */
  isKept: boolean;
  isForgotten: boolean;
  isFirst: boolean;
  errors: string[];
  onInput: (value: string) => void;
  onForget: (isForgotten: boolean) => void;
};

function FieldInput({ field, value, isKept, isForgotten, isFirst, errors, onInput, onForget }: FieldProps) {
  const { key, label, hint, isSecret = false, isOptional = false } = field;
  const test = `integration-${key}`;
  if (field.isFlag === true) {
    return <Check label={label} isOn={value === 'true'} onChange={(isOn) => onInput(String(isOn))} data-test={test} />;
  }
  if (field.options !== undefined) {
    return (
      <Select
        label={label}
        value={value}
        options={field.options.map((option) => ({ value: option, label: option }))}
        onChange={onInput}
        errors={errors}
        data-test={test}
      />
    );
  }
  return (
    <>
      <Input
        label={isOptional ? `${label} (optional)` : label}
        type={isSecret ? 'password' : 'text'}
        autocomplete={isSecret ? 'new-password' : 'off'}
        value={value}
        onInput={onInput}
        placeholder={isKept ? 'Kept as it is' : field.placeholder}
        hint={isKept ? 'One is stored, and never shown again. Leave it empty to keep it.' : hint}
        errors={errors}
        isRequired={!isOptional && !isKept}
        isReadOnly={isForgotten}
        isFirst={isFirst}
        isCode
        maxLength={field.maxLength}
        data-test={test}
      />
      {isKept && isOptional && (
        <Check label={`Forget the ${label.toLowerCase()}`} isOn={isForgotten} onChange={onForget} />
      )}
    </>
  );
}
