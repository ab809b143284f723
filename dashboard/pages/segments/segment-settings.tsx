import type { Segment } from '../../../worker/contract/segments.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import type { Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input, Textarea } from '../../ui/field.tsx';
import type { DraftView } from './draft-store.ts';
import { SegmentFields } from './segment-fields.tsx';

type Props = {
  project: DashProject;
  segment: Segment;
  draft: DraftView;
  faults: Readonly<Record<string, string>>;
  submission: Submission;
  readOnlyReason: string | null;
  onDelete: () => void;
};

/** What the segment is called, and its end. */
export function SegmentSettings({ project, segment, draft, faults, submission, readOnlyReason, onDelete }: Props) {
  return (
    <div class="narrow stack">
      <SegmentNames draft={draft} faults={faults} submission={submission} isReadOnly={readOnlyReason !== null} />
      <SegmentFields project={project} segment={segment} reason={readOnlyReason} />
      <section class="danger-zone">
        <h2>Delete</h2>
        <p class="quiet">Its overrides of features go with it, in every environment.</p>
        <Button
          kind="danger"
          icon="trash"
          disabledReason={readOnlyReason}
          onClick={onDelete}
          data-test="delete-segment-btn"
        >
          Delete segment
        </Button>
      </section>
    </div>
  );
}

type NamesProps = Pick<Props, 'draft' | 'faults' | 'submission'> & { isReadOnly?: boolean; isFirst?: boolean };

export function SegmentNames({ draft, faults, submission, isReadOnly = false, isFirst }: NamesProps) {
  const change = (part: object) => draft.change({ ...draft.draft, ...part });
  const isTouched = draft.isDirty && faults['name'] !== undefined;
  return (
    <>
      <Input
        label="Name"
        value={draft.draft.name}
        onInput={(name) => change({ name })}
        errors={[...(isTouched ? [faults['name'] ?? ''] : []), ...submission.errorsOf('name')]}
        isReadOnly={isReadOnly}
        isRequired
        isFirst={isFirst}
        maxLength={2000}
        data-test="segmentID"
      />
      <Textarea
        label="Description"
        value={draft.draft.description}
        onInput={(description) => change({ description })}
        errors={submission.errorsOf('description')}
        isReadOnly={isReadOnly}
        rows={2}
        data-test="segmentDesc"
      />
    </>
  );
}
