import { useState } from 'preact/hooks';
import { clearCache } from '../api/cache.ts';
import { toFailure, type Failure } from '../api/failure.ts';
import { endSession, readLastEmail, startSession } from '../api/session.ts';
import { isOffered, PROVIDERS } from '../api/sign-in-providers.ts';
import { askForSession, confirmWithCode, confirmWithPasskey, type SignedIn, type Ticket } from '../api/sign-in.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Input } from '../ui/field.tsx';
import { navigate } from '../ui/router.tsx';
import { Notice } from '../ui/states.tsx';

/** Over the page of somebody whose session has ended: what they have typed stays, and the requests that wait go on. */
export function SignInAgain() {
  const email = readLastEmail();
  const [password, setPassword] = useState('');
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const hasApp = ticket?.methods.includes('app') === true;
  const attempt = async (work: () => Promise<SignedIn>) => {
    setBusy(true);
    try {
      const answer = await work();
      if ('email' in answer) startSession(answer.email);
      else setTicket(answer);
      setFailure(null);
      setBusy(false);
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    return attempt(() => {
      if (ticket === null) return askForSession(email, password);
      return hasApp ? confirmWithCode(ticket, code) : confirmWithPasskey(ticket);
    });
  };
  const backToPassword = () => {
    setTicket(null);
    setCode('');
    setPassword('');
    setFailure(null);
  };
  const leave = () => {
    endSession();
    clearCache();
    navigate('/login');
  };
  return (
    <Dialog title="Sign in again" data-test="sign-in-again">
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p class="quiet">Your session has ended. What is on this page stays as it is.</p>
        {failure !== null && <Notice tone="bad">{failure.message}</Notice>}
        <Input label="Email address" type="email" value={email} onInput={() => undefined} isReadOnly />
        {ticket === null ? (
          <Input
            key="password"
            label="Password"
            type="password"
            autocomplete="current-password"
            value={password}
            onInput={setPassword}
            isRequired
            isFirst
          />
        ) : (
          <SecondStep
            ticket={ticket}
            code={code}
            setCode={setCode}
            onPasskey={() => void attempt(() => confirmWithPasskey(ticket))}
          />
        )}
        {ticket === null && <OtherWays />}
        <footer class="dialog-foot">
          {ticket === null ? (
            <Button onClick={leave}>Sign in as somebody else</Button>
          ) : (
            <Button onClick={backToPassword}>Back to the password</Button>
          )}
          <Button type="submit" kind="primary" isBusy={isBusy}>
            {ticket === null || hasApp ? 'Sign in' : 'Use a passkey'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

type StepProps = { ticket: Ticket; code: string; setCode: (code: string) => void; onPasskey: () => void };

/** What the account asks for beside the password. */
function SecondStep({ ticket: { methods }, code, setCode, onPasskey }: StepProps) {
  if (!methods.includes('app')) return <p>Now your passkey.</p>;
  return (
    <>
      <Input
        label="Code of your authenticator app"
        autocomplete="one-time-code"
        value={code}
        onInput={setCode}
        inputRef={focusOnce}
        isRequired
        isCode
        data-test="again-code"
      />
      {methods.includes('passkey') && (
        <div>
          <Button onClick={onPasskey} data-test="again-passkey">
            Use a passkey
          </Button>
        </div>
      )}
    </>
  );
}

/** The step has changed under who is typing. */
const focusOnce = (input: HTMLInputElement | null) => input?.focus();

/** A session that begins in another tab begins in this one as well, and this page has not to be left for it. */
function OtherWays() {
  const known = (['google', 'github'] as const).filter(isOffered).map((provider) => PROVIDERS[provider]);
  if (known.length === 0) return null;
  return (
    <p>
      <a href="/login" target="_blank" rel="noopener" class="link" data-test="again-elsewhere">
        Sign in with {known.join(' or ')} in another tab
      </a>
      <span class="field-hint">. This page then goes on by itself.</span>
    </p>
  );
}
