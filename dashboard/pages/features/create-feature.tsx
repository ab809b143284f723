import { useState } from 'preact/hooks';
import type { DashProject } from '../../api/bootstrap.ts';
import { useNewFields } from '../../api/use-new-fields.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { CustomFieldInputs } from '../../ui/custom-fields.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Input, Textarea } from '../../ui/field.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import { findNameFaults } from './feature-name.ts';
import { createFeature, type NewFeature } from './features.api.ts';
import { TagPicker } from './tag-picker.tsx';

const NOTHING: NewFeature = { name: '', description: '', initial_value: '', default_enabled: false, tags: [] };

type Props = { project: DashProject; userId: number; to: (rest: string) => string };

export function CreateFeature({ project, userId, to }: Props) {
  const [feature, setFeature] = useState(NOTHING);
  const submission = useSubmit();
  const custom = useNewFields(project, 'feature');
  const change = (part: Partial<NewFeature>) => setFeature({ ...feature, ...part });
  const close = () => navigate(to(''), { keepScroll: true });
  const faults = feature.name === '' ? [] : findNameFaults(feature.name, project);
  const messages = [submission.message, ...submission.errorsOf('metadata')].filter((one) => one !== null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!custom.check() || faults.length > 0) return;
    await submission.run(async () => {
      const { id, name } = await createFeature(project.id, {
        ...feature,
        ...custom.toBody(),
        ...(project.enforce_feature_owners ? { owners: [userId] } : {}),
      });
      showToast(`Created ${name}`);
      navigate(to(`/${id}`), { keepScroll: true });
    });
  };
  return (
    <Drawer title="Create feature" subtitle={`In every environment of ${project.name}`} onClose={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {messages.length > 0 && <Notice tone="bad">{messages.join(' ')}</Notice>}
        <Input
          label="Name"
          value={feature.name}
          onInput={(name) => change({ name })}
          hint="What your application asks for. It cannot be changed later."
          errors={[...faults, ...submission.errorsOf('name')]}
          isRequired
          isFirst
          isCode
          maxLength={2000}
          data-test="featureID"
        />
        <Textarea
          label="Value"
          value={feature.initial_value}
          onInput={(value) => change({ initial_value: value })}
          hint="Text, a whole number, true or false, or JSON. May be left empty."
          errors={submission.errorsOf('initial_value')}
          isCode
          rows={2}
          data-test="featureValue"
        />
        <FromTheStart isOn={feature.default_enabled} onChange={(isOn) => change({ default_enabled: isOn })} />
        <Textarea
          label="Description"
          value={feature.description}
          onInput={(description) => change({ description })}
          errors={submission.errorsOf('description')}
          rows={2}
          data-test="featureDesc"
        />
        <CustomFieldInputs {...custom.inputs} />
        <TagPicker all={project.tags} chosen={feature.tags} onChange={(tags) => change({ tags })} />
        {project.enforce_feature_owners && (
          <p class="quiet">You will own it: features of this project have an owner.</p>
        )}
        <Foot isBusy={submission.isBusy} onCancel={close} />
      </form>
    </Drawer>
  );
}

function FromTheStart({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <div class="row">
      <Switch isOn={isOn} label="On from the start" onChange={onChange} />
      <span class="quiet">in every environment, from the start</span>
    </div>
  );
}

function Foot({ isBusy, onCancel }: { isBusy: boolean; onCancel: () => void }) {
  return (
    <div class="form-foot">
      <Button type="submit" kind="primary" isBusy={isBusy} data-test="create-feature-btn">
        Create feature
      </Button>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}
