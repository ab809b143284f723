import { useState } from 'preact/hooks';
import type { Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { useAccount } from './account.api.ts';

export type Proof = { current_password: string } | { code: string } | Record<string, never>;

const OFFERS = {
  signIn: 'I have just signed in',
  password: 'Use the password',
  code: 'Use a code',
};
type Way = keyof typeof OFFERS;

/** What shows once more who is at the screen: the password, a code, or having just signed in where there is neither. */
export function useProof() {
  const account = useAccount();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [chosen, choose] = useState<Way | null>(null);
  const isOfProvider = account.kind === 'loaded' && account.data.auth_type !== 'EMAIL';
  const ways: Way[] = isOfProvider ? ['signIn', 'password', 'code'] : ['password', 'code'];
  const way = chosen ?? ways[0] ?? 'password';
  const proof: Proof = way === 'code' ? { code } : way === 'password' ? { current_password: password } : {};
  return { password, setPassword, code, setCode, ways, way, isChosen: chosen !== null, choose, proof };
}

type Props = { proof: ReturnType<typeof useProof>; submission: Submission; isFirst?: boolean };

export function OwnerProof({ proof, submission, isFirst = true }: Props) {
  const { ways, way, choose } = proof;
  const takesFocus = isFirst || proof.isChosen;
  return (
    <>
      {way === 'signIn' && <SignInProof submission={submission} />}
      {way === 'code' && (
        <Input
          key="code"
          label="A code of the app, or a backup code"
          value={proof.code}
          onInput={proof.setCode}
          autocomplete="one-time-code"
          errors={submission.errorsOf('code')}
          isRequired
          isFirst={takesFocus}
          isCode
          data-test="end-code"
        />
      )}
      {way === 'password' && (
        <Input
          key="password"
          label="Your password"
          type="password"
          value={proof.password}
          onInput={proof.setPassword}
          autocomplete="current-password"
          errors={submission.errorsOf('current_password')}
          isRequired
          isFirst={takesFocus}
          data-test="end-password"
        />
      )}
      <div>
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} kind="quiet" onClick={() => choose(other)} data-test={`prove-by-${other}`}>
              {OFFERS[other]}
            </Button>
          ))}
      </div>
    </>
  );
}

function SignInProof({ submission }: { submission: Submission }) {
  const faults = submission.errorsOf('code');
  return (
    <>
      {faults.length > 0 && <Notice tone="bad">{faults.join(' ')}</Notice>}
      <p class="quiet">Without a password it is enough that you have signed in within the last ten minutes.</p>
    </>
  );
}
