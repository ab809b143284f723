import type { Feature, FeatureUpdate } from '../../../../../worker/contract/features.ts';
import { useSubmit } from '../../../../api/use-submit.ts';
import { Button } from '../../../../ui/button.tsx';
import { Textarea } from '../../../../ui/field.tsx';
import { showToast } from '../../../../ui/toast.tsx';
import { changeDescription, readDescription } from './description-draft.ts';

type Props = {
  feature: Pick<Feature, 'id' | 'name' | 'description'>;
  reason: string | null;
  onSave: (body: FeatureUpdate) => Promise<void>;
};

export function DescriptionForm({ feature, reason, onSave }: Props) {
  const { id, name } = feature;
  const submission = useSubmit();
  const stored = feature.description ?? '';
  const draft = readDescription(id);
  const save = async (event: Event) => {
    event.preventDefault();
    if (draft === null) return;
    const isSaved = await submission.run(() => onSave({ description: draft === '' ? null : draft }));
    if (!isSaved) return;
    changeDescription(id, null, stored);
    const undo = () => void onSave({ description: feature.description }).then(() => showToast('Undone'));
    showToast(`Saved the description of ${name}`, { action: { label: 'Undo', run: undo } });
  };
  const message = submission.message === null ? [] : [submission.message];
  return (
    <form class="field" onSubmit={(event) => void save(event)}>
      <Textarea
        label="Description"
        value={draft ?? stored}
        onInput={(text) => changeDescription(id, text, stored)}
        errors={[...message, ...submission.errorsOf('description')]}
        isReadOnly={reason !== null}
        rows={2}
        data-test="featureDesc"
      />
      {draft !== null && (
        <div class="form-foot">
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-description">
            Save description
          </Button>
          <Button onClick={() => changeDescription(id, null, stored)}>Discard</Button>
        </div>
      )}
    </form>
  );
}
