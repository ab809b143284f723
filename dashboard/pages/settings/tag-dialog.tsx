import { useState } from 'preact/hooks';
import type { Tag } from '../../../worker/contract/tags.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { ColourField } from '../../ui/colour-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { saveTag, type TagDraft } from './settings.api.ts';

type Props = { project: DashProject; tag: Tag | null; onClose: () => void };

export function TagDialog({ project, tag, onClose }: Props) {
  const before: TagDraft = {
    label: tag?.label ?? '',
    color: tag?.color ?? '#0b7468',
    description: tag?.description ?? '',
  };
  const [draft, setDraft] = useState(before);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const { id, label } = await saveTag(project.id, tag?.id ?? null, draft);
      const run = () => void saveTag(project.id, id, before).catch(() => undefined);
      showToast(
        `${tag === null ? 'Created' : 'Changed'} ${label}`,
        tag === null ? {} : { action: { label: 'Undo', run } },
      );
      onClose();
    });
  };
  return (
    <Dialog title={tag === null ? 'Create a tag' : `Change ${tag.label}`} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <Input
            label="Name"
            value={draft.label}
            onInput={(label) => setDraft({ ...draft, label })}
            errors={submission.errorsOf('label')}
            isRequired
            isFirst
            maxLength={100}
            data-test="tag-label"
          />
          <Input
            label="Description"
            value={draft.description}
            onInput={(description) => setDraft({ ...draft, description })}
            errors={submission.errorsOf('description')}
            maxLength={512}
          />
          <ColourField
            label="Colour"
            value={draft.color}
            onInput={(color) => setDraft({ ...draft, color })}
            errors={submission.errorsOf('color')}
          />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-tag">
            {tag === null ? 'Create tag' : 'Save'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
