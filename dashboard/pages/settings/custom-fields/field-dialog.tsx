import { useRef, useState } from 'preact/hooks';
import type { MetadataField } from '../../../../worker/contract/metadata-fields.ts';
import { FIELD_TYPES } from '../../../api/custom-fields.ts';
import { describeFailure } from '../../../api/describe-failure.ts';
import { useSubmit } from '../../../api/use-submit.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Input, Select } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { saveField, type FieldDraft } from './custom-fields.api.ts';
import { ENTITIES, NO_USES, readUses, type FieldPlace, type Use, type Uses } from './field-uses.ts';

type Props = { place: FieldPlace; field: MetadataField | null; onClose: () => void };

const USES: { value: Use; label: string }[] = [
  { value: 'none', label: 'Do not have it' },
  { value: 'optional', label: 'May fill it' },
  { value: 'required', label: 'Must fill it' },
];

const IN_SOME: { value: Use; label: string } = { value: 'some', label: 'Must fill it in some projects' };

/** What a field is called, what fits into it, and what has it. */
export function FieldDialog({ place, field, onClose }: Props) {
  const before: FieldDraft = {
    name: field?.name ?? '',
    type: field?.type ?? 'str',
    description: field?.description ?? '',
    uses: field === null ? { ...NO_USES, feature: 'optional' } : readUses(field, place),
  };
  const [draft, setDraft] = useState(before);
  // What is stored already of what has failed halfway.
  const stored = useRef(field);
  const submission = useSubmit();
  const change = (part: Partial<FieldDraft>) => setDraft({ ...draft, ...part });
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const keep = (next: MetadataField) => {
        stored.current = next;
      };
      const saved = await saveField(place, stored.current, draft, keep);
      const run = () =>
        void saveField(place, saved, before, () => undefined).catch((error: unknown) =>
          showToast(`This was not undone: ${describeFailure(error)}`, { tone: 'bad' }),
        );
      // What was said in a field that is taken away does not come back.
      const isLossless = ENTITIES.every(
        ({ entity }) => draft.uses[entity] !== 'none' || before.uses[entity] === 'none',
      );
      showToast(
        field === null ? `Created ${saved.name}` : `Changed ${saved.name}`,
        field === null || !isLossless ? {} : { action: { label: 'Undo', run } },
      );
      onClose();
    });
  };
  const messages = [submission.message, ...submission.errorsOf('non_field_errors')].filter((one) => one !== null);
  return (
    <Dialog title={field === null ? 'Create a custom field' : `Change ${field.name}`} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {messages.length > 0 && <Notice tone="bad">{messages.join(' ')}</Notice>}
          <Input
            label="Name"
            value={draft.name}
            onInput={(name) => change({ name })}
            errors={submission.errorsOf('name')}
            isRequired
            isFirst
            maxLength={255}
            data-test="field-name"
          />
          <Select
            label="Type"
            value={draft.type}
            options={FIELD_TYPES}
            onChange={(type) => change({ type })}
            errors={submission.errorsOf('type')}
            data-test="field-type"
          />
          <Input
            label="Description"
            value={draft.description}
            onInput={(description) => change({ description })}
            hint="Stands below the field where it is filled."
            errors={submission.errorsOf('description')}
          />
          <UseSelects before={before.uses} uses={draft.uses} onChange={(uses) => change({ uses })} />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-field">
            {field === null ? 'Create field' : 'Save'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

type UseProps = { before: Uses; uses: Uses; onChange: (uses: Uses) => void };

/** For each kind of entity whether it has the field. */
function UseSelects({ before, uses, onChange }: UseProps) {
  return (
    <>
      {ENTITIES.map(({ entity, label }) => (
        <Select
          key={entity}
          label={label}
          value={uses[entity]}
          options={before[entity] === 'some' ? [...USES, IN_SOME] : USES}
          onChange={(use) => onChange({ ...uses, [entity]: use })}
          hint={uses[entity] === 'none' && before[entity] !== 'none' ? 'What they say in it is deleted.' : undefined}
          data-test={`field-${entity}`}
        />
      ))}
    </>
  );
}
