import { useState } from 'preact/hooks';
import { clearCache } from '../api/cache.ts';
import { toFailure, type Failure } from '../api/failure.ts';
import { isFlagOn } from '../api/own-flags.ts';
import { endSession, readLastEmail, startSession } from '../api/session.ts';
import { askForSession, confirmWithCode } from '../api/sign-in.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Input } from '../ui/field.tsx';
import { navigate } from '../ui/router.tsx';
import { Notice } from '../ui/states.tsx';

/** Over the page of somebody whose session has ended: what they have typed stays, and the requests that wait go on. */
export function SignInAgain() {
  const email = readLastEmail();
  const [password, setPassword] = useState('');
  const [ticket, setTicket] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const answer = ticket === null ? await askForSession(email, password) : await confirmWithCode(ticket, code);
      if ('email' in answer) startSession(answer.email);
      else setTicket(answer.ephemeral_token);
      setFailure(null);
      setBusy(false);
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
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
          <Input
            key="code"
            label="Code of your authenticator app"
            autocomplete="one-time-code"
            value={code}
            onInput={setCode}
            inputRef={focusOnce}
            isRequired
            isCode
            data-test="again-code"
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
            Sign in
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The step has changed under who is typing. */
const focusOnce = (input: HTMLInputElement | null) => input?.focus();

/** A session that begins in another tab begins in this one as well, and this page has not to be left for it. */
function OtherWays() {
  const names = [isFlagOn('oauth_google') ? 'Google' : null, isFlagOn('oauth_github') ? 'GitHub' : null];
  const known = names.filter((name) => name !== null);
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
