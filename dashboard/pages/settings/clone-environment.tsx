import { useState } from 'preact/hooks';
import type { DashProject, Environment } from '../../api/bootstrap.ts';
import { whyNot } from '../../api/permissions.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { cloneEnvironment } from './settings.api.ts';

export function CloneEnvironment({ project, environment }: { project: DashProject; environment: Environment }) {
  const [name, setName] = useState('');
  const submission = useSubmit();
  const reason = whyNot(project.permissions, 'CREATE_ENVIRONMENT', project.name);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (reason !== null) return;
    await submission.run(async () => {
      const made = await cloneEnvironment(environment.api_key, name);
      showToast(`Created ${made.name} as a copy of ${environment.name}`);
      navigate(`/project/${project.id}/environment/${encodeURIComponent(made.api_key)}/features`);
    });
  };
  return (
    <Panel
      title="Copy this environment"
      lead="The copy has the same settings, features and segment overrides, and keys of its own. Identities, webhooks and permissions stay behind."
    >
      <form class="form" onSubmit={(event) => void submit(event)}>
        {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
        <Input
          label="Name of the copy"
          value={name}
          onInput={setName}
          errors={submission.errorsOf('name')}
          isRequired
          isReadOnly={reason !== null}
          data-test="clone-name"
        />
        <div class="form-foot">
          <Button type="submit" isBusy={submission.isBusy} disabledReason={reason} data-test="clone-btn">
            Copy environment
          </Button>
        </div>
      </form>
    </Panel>
  );
}
