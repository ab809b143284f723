import type { EnvironmentDetail } from '../../../worker/contract/environments.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import type { CustomField } from '../../api/custom-fields.ts';
import { describeFailure } from '../../api/describe-failure.ts';
import { useCustomFields } from '../../api/use-custom-fields.ts';
import { useFieldsForm } from '../../api/use-fields-form.ts';
import { CustomFieldsForm } from '../../ui/custom-fields.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { changeSettings } from './settings.api.ts';

type Props = {
  project: DashProject;
  path: string;
  settings: EnvironmentDetail;
  reason: string | null;
};

/** The custom fields of an environment; nothing where there are none. */
export function EnvironmentFields(props: Props) {
  const view = useCustomFields(props.project, 'environment');
  if (view.kind === 'loading') return <Skeleton label="Loading custom fields" rows={1} />;
  if (view.kind === 'failed') {
    return <ErrorState title="Custom fields could not be loaded" message={view.failure.message} onRetry={view.retry} />;
  }
  return view.data.length === 0 ? null : <Fields {...props} fields={view.data} />;
}

function Fields({ path, settings, reason, fields }: Props & { fields: readonly CustomField[] }) {
  const form = useFieldsForm(fields, settings.metadata, (metadata) => changeSettings(path, { metadata }));
  const submit = async () => {
    const takeBack = await form.submit();
    if (takeBack === null) return;
    const run = () =>
      void takeBack().catch((error: unknown) =>
        showToast(`This was not undone: ${describeFailure(error)}`, { tone: 'bad' }),
      );
    showToast(`Saved the fields of ${settings.name}`, { action: { label: 'Undo', run } });
  };
  return (
    <Panel title="Custom fields">
      <CustomFieldsForm fields={fields} form={form} onSubmit={() => void submit()} disabledReason={reason} />
    </Panel>
  );
}
