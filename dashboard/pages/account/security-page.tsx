import { PageHeading } from '../../ui/heading.tsx';
import { Passkeys } from './passkeys.tsx';
import { SecondFactor } from './second-factor.tsx';

/** Stands alone, without what the frame needs: who lacks a second factor may be refused all but this. */
export function SecurityPage() {
  return (
    <>
      <PageHeading
        title="Security of your account"
        lead="Organisations can let in only accounts with a second factor. Set one up here, then go on where you were."
      />
      <SecondFactor />
      <Passkeys />
      <p>
        <a href="/">Go to the start</a>
      </p>
    </>
  );
}
