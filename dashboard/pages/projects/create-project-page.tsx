import { useState } from 'preact/hooks';
import type { OrganisationPageProps } from '../../api/bootstrap.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { createProject } from './projects.api.ts';

export function CreateProjectPage({ organisation }: OrganisationPageProps) {
  const [name, setName] = useState('');
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const { id, environment } = await createProject(organisation.id, name);
      navigate(`/project/${id}/environment/${environment}/features`);
    });
  };
  return (
    <div class="narrow">
      <PageHeading title="Create a project" lead="It begins with two environments, Development and Production." />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {submission.errorsOf('metadata').length > 0 && (
        <Notice tone="bad">
          The project is there, but without its environments. {submission.errorsOf('metadata').join(' ')}
        </Notice>
      )}
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Input
          label="Name"
          name="name"
          value={name}
          onInput={setName}
          errors={submission.errorsOf('name')}
          isRequired
          isFirst
          data-test="project-name"
        />
        <div class="form-foot">
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="create-project-btn">
            Create project
          </Button>
          <Button onClick={() => navigate(`/organisation/${organisation.id}/projects`)}>Cancel</Button>
        </div>
      </form>
    </div>
  );
}
