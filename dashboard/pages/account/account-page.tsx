import type { CurrentUser } from '../../../worker/contract/accounts.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { Appearance } from './appearance.tsx';
import { useAccount } from './account.api.ts';
import { DeleteAccount } from './delete-account.tsx';
import { EmailForm } from './email-form.tsx';
import { NamesForm } from './names-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Passkeys } from './passkeys.tsx';
import { Sessions } from './sessions.tsx';

export function AccountPage() {
  const view = useAccount();
  return (
    <>
      <PageHeading title="Your account" lead={view.kind === 'loaded' ? view.data.email : undefined} />
      {view.kind === 'loading' && <Skeleton label="Loading your account" rows={6} />}
      {view.kind === 'failed' && (
        <ErrorState title="Your account could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && <Account account={view.data} key={view.data.id} />}
    </>
  );
}

const PROVIDERS = { GOOGLE: 'Google', GITHUB: 'GitHub' };

function Account({ account }: { account: CurrentUser }) {
  const { auth_type: kind } = account;
  return (
    <>
      <Panel title="Name">
        <NamesForm account={account} />
      </Panel>
      <Appearance />
      {kind === 'EMAIL' ? (
        <>
          <Panel title="Email address" lead="The old address is told of the change.">
            <EmailForm account={account} />
          </Panel>
          <Panel title="Password" lead="A new one ends your other sessions.">
            <PasswordForm />
          </Panel>
        </>
      ) : (
        <Panel title="Signing in" lead={`You sign in with ${PROVIDERS[kind]}: address and password are kept there.`} />
      )}
      <SecondFactor />
      <Passkeys />
      <Sessions />
      <DeleteAccount hasPassword={kind === 'EMAIL'} email={account.email} />
    </>
  );
}
