import { useState } from 'preact/hooks';
import type { Trait } from '../../../worker/contract/identities.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input, Select } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { addTrait, changeTrait, deleteTrait } from './identities.api.ts';
import { findFault, toTraitBody, toTypedText, VALUE_TYPES, type TypedText } from './typed-value.ts';

type Props = { environmentKey: string; id: number; trait: Trait | null; onClose: () => void };

const NEW: TypedText = { type: 'unicode', text: '' };

/** A trait to add, or one to change. */
export function TraitDialog({ environmentKey, id, trait, onClose }: Props) {
  const [name, setName] = useState(trait?.trait_key ?? '');
  const [value, setValue] = useState(trait === null ? NEW : toTypedText(trait));
  const [isTried, setTried] = useState(false);
  const submission = useSubmit();
  const fault = findFault(value);
  const save = async () => {
    const body = toTraitBody(value);
    const made = trait === null ? (await addTrait(environmentKey, id, name, body)).id : null;
    if (trait !== null) await changeTrait(environmentKey, id, trait.id, body);
    onClose();
    const undo = () => {
      const back =
        trait === null
          ? deleteTrait(environmentKey, id, made ?? 0)
          : changeTrait(environmentKey, id, trait.id, toTraitBody(toTypedText(trait)));
      back.catch((error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }));
    };
    showToast(`Saved the trait ${name}`, { action: { label: 'Undo', run: undo } });
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (fault === null) await submission.run(save);
  };
  const ofValue = ['string_value', 'integer_value', 'float_value', 'boolean_value'].flatMap((field) =>
    submission.errorsOf(field),
  );
  return (
    <Dialog
      title={trait === null ? 'Add trait' : `Trait ${trait.trait_key}`}
      onClose={onClose}
      data-test="trait-dialog"
    >
      <form class="form" onSubmit={(event) => void submit(event)}>
        {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
        {trait === null && (
          <Input
            label="Trait"
            value={name}
            onInput={setName}
            errors={submission.errorsOf('trait_key')}
            isCode
            isFirst
            isRequired
            data-test="trait-key"
          />
        )}
        <Select
          label="Kind of value"
          value={value.type}
          options={VALUE_TYPES}
          onChange={(type) => setValue({ ...value, type })}
          data-test="trait-type"
        />
        <Input
          label="Value"
          value={value.text}
          onInput={(text) => setValue({ ...value, text })}
          errors={[...(isTried && fault !== null ? [fault] : []), ...ofValue]}
          isCode
          isFirst={trait !== null}
          data-test="trait-value"
        />
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-trait">
            Save trait
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
