import type { Segment } from '../../../worker/contract/segments.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import type { CustomField } from '../../api/custom-fields.ts';
import { describeFailure } from '../../api/describe-failure.ts';
import { useCustomFields } from '../../api/use-custom-fields.ts';
import { useFieldsForm } from '../../api/use-fields-form.ts';
import { CustomFieldsForm } from '../../ui/custom-fields.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { saveMetadata } from './segments.api.ts';

type Props = {
  project: DashProject;
  segment: Pick<Segment, 'id' | 'name' | 'metadata'>;
  reason: string | null;
};

/** The custom fields of a segment; nothing where there are none. */
export function SegmentFields(props: Props) {
  const view = useCustomFields(props.project, 'segment');
  if (view.kind === 'loading') return <Skeleton label="Loading custom fields" rows={1} />;
  if (view.kind === 'failed') {
    return <ErrorState title="Custom fields could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  return view.data.length === 0 ? null : <Fields {...props} fields={view.data} />;
}

function Fields({ project, segment, reason, fields }: Props & { fields: readonly CustomField[] }) {
  const form = useFieldsForm(fields, segment.metadata, (metadata) => saveMetadata(project.id, segment.id, metadata));
  const submit = async () => {
    const takeBack = await form.submit();
    if (takeBack === null) return;
    const run = () =>
      void takeBack().catch((error: unknown) =>
        showToast(`This was not undone: ${describeFailure(error)}`, { tone: 'bad' }),
      );
    showToast(`Saved the fields of ${segment.name}`, { action: { label: 'Undo', run } });
  };
  return (
    <section class="stack" aria-label="Custom fields">
      <h2>Custom fields</h2>
      <CustomFieldsForm fields={fields} form={form} onSubmit={() => void submit()} disabledReason={reason} />
    </section>
  );
}
