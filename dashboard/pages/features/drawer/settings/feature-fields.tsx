import type { Feature, FeatureUpdate } from '../../../../../worker/contract/features.ts';
import type { DashProject } from '../../../../api/bootstrap.ts';
import type { CustomField } from '../../../../api/custom-fields.ts';
import { describeFailure } from '../../../../api/describe-failure.ts';
import { useCustomFields } from '../../../../api/use-custom-fields.ts';
import { useFieldsForm } from '../../../../api/use-fields-form.ts';
import { CustomFieldsForm } from '../../../../ui/custom-fields.tsx';
import { ErrorState, Skeleton } from '../../../../ui/states.tsx';
import { showToast } from '../../../../ui/toast.tsx';

type Props = {
  project: DashProject;
  feature: Pick<Feature, 'name' | 'metadata'>;
  reason: string | null;
  onSave: (body: FeatureUpdate) => Promise<void>;
};

/** The custom fields of a feature; nothing where there are none. */
export function FeatureFields(props: Props) {
  const view = useCustomFields(props.project, 'feature');
  if (view.kind === 'loading') return <Skeleton label="Loading custom fields" rows={1} />;
  if (view.kind === 'failed') {
    return <ErrorState title="Custom fields could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  return view.data.length === 0 ? null : <Fields {...props} fields={view.data} />;
}

function Fields({ feature, reason, onSave, fields }: Props & { fields: readonly CustomField[] }) {
  const form = useFieldsForm(fields, feature.metadata, (metadata) => onSave({ metadata }));
  const submit = async () => {
    const takeBack = await form.submit();
    if (takeBack === null) return;
    const run = () =>
      void takeBack().catch((error: unknown) =>
        showToast(`This was not undone: ${describeFailure(error)}`, { tone: 'bad' }),
      );
    showToast(`Saved the fields of ${feature.name}`, { action: { label: 'Undo', run } });
  };
  return (
    <div class="field" role="group" aria-label="Custom fields">
      <h3>Custom fields</h3>
      <CustomFieldsForm fields={fields} form={form} onSubmit={() => void submit()} disabledReason={reason} />
    </div>
  );
}
