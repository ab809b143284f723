import { useState } from 'preact/hooks';
import type { Submission } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';

export type Proof = { current_password: string } | { code: string };

/** What shows once more who is at the screen: the password, or a code. */
export function useProof() {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isByCode, setByCode] = useState(false);
  const proof: Proof = isByCode ? { code } : { current_password: password };
  return { password, setPassword, code, setCode, isByCode, setByCode, proof };
}

type Props = { proof: ReturnType<typeof useProof>; submission: Submission; isFirst?: boolean };

export function OwnerProof({ proof, submission, isFirst = true }: Props) {
  const { isByCode, setByCode } = proof;
  return (
    <>
      {isByCode ? (
        <Input
          key="code"
          label="A code of the app, or a backup code"
          value={proof.code}
          onInput={proof.setCode}
          autocomplete="one-time-code"
          errors={submission.errorsOf('code')}
          isRequired
          isFirst={isFirst}
          isCode
          data-test="end-code"
        />
      ) : (
        <Input
          key="password"
          label="Your password"
          type="password"
          value={proof.password}
          onInput={proof.setPassword}
          autocomplete="current-password"
          errors={submission.errorsOf('current_password')}
          isRequired
          isFirst={isFirst}
          data-test="end-password"
        />
      )}
      <div>
        <Button kind="quiet" onClick={() => setByCode(!isByCode)} data-test="end-otherwise">
          {isByCode ? 'Use the password' : 'Use a code'}
        </Button>
      </div>
    </>
  );
}
