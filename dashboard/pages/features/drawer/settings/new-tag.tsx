import { useState } from 'preact/hooks';
import type { Tag } from '../../../../../worker/contract/tags.ts';
import { useSubmit } from '../../../../api/use-submit.ts';
import { Button } from '../../../../ui/button.tsx';
import { TagChip } from '../../../../ui/chip.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, Input } from '../../../../ui/field.tsx';
import { Notice } from '../../../../ui/states.tsx';
import { createTag } from './settings.api.ts';

const COLOURS = ['#3d4db6', '#0f9d76', '#b23a48', '#c27803', '#0d7490', '#7a4bb5', '#a03c78', '#56606b'] as const;

type Props = { projectId: number; labels: readonly string[]; onCreated: (tag: Tag) => void; onClose: () => void };

/** Makes a tag of the project, and gives it to the feature. */
export function NewTag({ projectId, labels, onCreated, onClose }: Props) {
  const [label, setLabel] = useState('');
  const [color, setColor] = useState<string>(COLOURS[labels.length % COLOURS.length] ?? COLOURS[0]);
  const submission = useSubmit();
  const isTaken = labels.some((one) => one.toLowerCase() === label.trim().toLowerCase());
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isTaken) return;
    const isCreated = await submission.run(async () => onCreated(await createTag(projectId, { label, color })));
    if (isCreated) onClose();
  };
  return (
    <Dialog title="New tag" onClose={onClose} data-test="new-tag">
      <form class="form" onSubmit={(event) => void submit(event)}>
        {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
        <Input
          label="Label"
          value={label}
          onInput={setLabel}
          errors={[
            ...(isTaken ? ['A tag of the project has this label already.'] : []),
            ...submission.errorsOf('label'),
          ]}
          maxLength={100}
          isRequired
          isFirst
          data-test="tag-label"
        />
        <Field label="Colour" errors={submission.errorsOf('color')}>
          {(control) => (
            <div class="row">
              <input
                {...control}
                type="color"
                class="colour"
                value={color}
                onInput={(event) => setColor(event.currentTarget.value)}
              />
              <TagChip label={label === '' ? 'New tag' : label} colour={color} />
            </div>
          )}
        </Field>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="create-tag">
            Create tag
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
