import { useState } from 'preact/hooks';
import { BOOTSTRAP_PREFIX, type AccountPageProps } from '../../api/bootstrap.ts';
import { invalidate } from '../../api/cache.ts';
import { request } from '../../api/client.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { whyNoNewOrganisation } from './new-organisation.ts';

export function CreateOrganisationPage({ boot }: AccountPageProps) {
  const [name, setName] = useState('');
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const { id } = await request<{ id: number }>('POST', '/api/v1/organisations/', { name });
      invalidate(BOOTSTRAP_PREFIX);
      navigate(`/organisation/${id}/projects`);
    });
  };
  return (
    <div class="narrow">
      <PageHeading
        title="Create an organisation"
        lead={boot.organisations.length === 0 ? 'It holds your projects and the people who work on them.' : undefined}
      />
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Input
          label="Name"
          name="name"
          value={name}
          onInput={setName}
          errors={submission.errorsOf('name')}
          isRequired
          isFirst
          data-test="organisation-name"
        />
        <div class="form-foot">
          <Button
            type="submit"
            kind="primary"
            isBusy={submission.isBusy}
            disabledReason={whyNoNewOrganisation(boot)}
            data-test="create-organisation-btn"
          >
            Create organisation
          </Button>
          {boot.organisations.length > 0 && <Button onClick={() => navigate('/organisations')}>Cancel</Button>}
        </div>
      </form>
    </div>
  );
}
