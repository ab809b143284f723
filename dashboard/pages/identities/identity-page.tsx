import { useState } from 'preact/hooks';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate } from '../../ui/router.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { deleteIdentity, itemsOf, useIdentity, useTraits } from './identities.api.ts';
import { IdentityFlags } from './identity-flags.tsx';
import { LeadOn } from './lead-on.tsx';
import { TraitsPanel } from './traits-panel.tsx';
import './identities.css';

/** One identity: what is known of it, what it gets, and why. */
export function IdentityPage({ params, project, environment }: EnvironmentPageProps) {
  const id = Number(params['id']);
  const { api_key: key } = environment;
  const identity = useIdentity(key, id);
  const traits = useTraits(key, id);
  const [isDeleting, setDeleting] = useState(false);
  const base = `/project/${project.id}/environment/${key}/identities`;
  const failed = [identity, traits].find((view) => view.kind === 'failed');
  if (failed?.kind === 'failed') {
    const isMissing = failed.failure.kind === 'missing';
    return (
      <>
        <PageHeading title="Identity" />
        <ErrorState
          title={isMissing ? 'There is no such identity' : 'The identity could not be loaded'}
          message={isMissing ? 'It may have been deleted.' : failed.failure.message}
          onRetry={failed.retry}
        />
      </>
    );
  }
  if (identity.kind !== 'loaded' || traits.kind !== 'loaded') return <Skeleton label="Loading the identity" />;
  const { identifier } = identity.data;
  const forbidden = whyNot(environment.permissions, 'MANAGE_IDENTITIES', environment.name);
  const known = itemsOf(traits.data);
  const remove = async () => {
    setDeleting(false);
    try {
      await deleteIdentity(key, id);
      showToast(`Deleted ${identifier}`);
      navigate(base);
    } catch (error) {
      showToast(`${identifier} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <>
      <PageHeading
        title={identifier}
        lead={`Identity in ${environment.name}`}
        actions={
          <>
            <LeadOn projectId={project.id} environmentKey={key} id={id} identifier={identifier} />
            <Button disabledReason={forbidden} onClick={() => setDeleting(true)} data-test="delete-identity">
              Delete<span class="hidden-text"> identity</span>
            </Button>
          </>
        }
      >
        <span class="code identifier">{identifier}</span>
      </PageHeading>
      <div class="identity">
        <IdentityFlags environment={environment} id={id} identifier={identifier} traits={known} />
        <TraitsPanel environmentKey={key} id={id} traits={known} forbidden={forbidden} />
      </div>
      {isDeleting && (
        <ConfirmByName
          title={`Delete ${identifier}`}
          name={identifier}
          action="Delete identity"
          onConfirm={() => void remove()}
          onClose={() => setDeleting(false)}
        >
          <p>Its traits and overrides go with it. It comes back, without them, when an SDK asks for its flags.</p>
        </ConfirmByName>
      )}
    </>
  );
}
