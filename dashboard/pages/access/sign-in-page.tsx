import { useEffect, useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { Link, navigate, place } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Ticket } from '../../api/sign-in.ts';
import { hasUsers, signIn, signInByPasskey } from './access.api.ts';
import { CodePage } from './code-page.tsx';
import { ProviderButtons } from './provider-buttons.tsx';
import { readNext, withNext } from './next.ts';

/** Where nobody has an account yet there is nobody to sign in: the first one signs up. */
export function SignInPage() {
  const { query } = place.value;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [ticket, setTicket] = useState<Ticket | null>(null);
  const [isTooLate, setTooLate] = useState(false);
  const submission = useSubmit();
  const byPasskey = useSubmit();
  useEffect(() => {
    void hasUsers().then((some) => some === false && navigate(withNext('/signup', query), { replace: true }));
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const needed = await signIn(email.trim(), password);
      if (needed === null) navigate(readNext(query), { replace: true });
      else setTicket(needed);
    });
  };
  const signInAlone = async () => {
    const isIn = await byPasskey.run(() => signInByPasskey(null));
    if (isIn) navigate(readNext(query), { replace: true });
  };
  const goBack = (isTooLate: boolean) => {
    setTicket(null);
    setPassword('');
    setTooLate(isTooLate);
  };
  if (ticket !== null) return <CodePage ticket={ticket} onBack={goBack} />;
  return (
    <>
      <PageHeading title="Sign in" />
      {query.get('done') === 'reset' && <Notice>Your password is set. Sign in with it.</Notice>}
      {isTooLate && <Notice tone="warning">The code came too late. Enter your password again, then a code.</Notice>}
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      <form class="form" onSubmit={(event) => void submit(event)}>
        <Input
          label="Email address"
          type="email"
          name="email"
          autocomplete="username"
          value={email}
          onInput={setEmail}
          errors={submission.errorsOf('email')}
          isRequired
          data-test="email"
        />
        <Input
          label="Password"
          type="password"
          name="password"
          autocomplete="current-password"
          value={password}
          onInput={setPassword}
          errors={submission.errorsOf('password')}
          isRequired
          data-test="password"
        />
        <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="login-btn">
          Sign in
        </Button>
      </form>
      <div class="other-way">
        <p class="quiet">or</p>
        {byPasskey.message !== null && <Notice tone="bad">{byPasskey.message}</Notice>}
        <Button isBusy={byPasskey.isBusy} onClick={() => void signInAlone()} data-test="passkey-btn">
          Sign in with a passkey
        </Button>
        <ProviderButtons next={readNext(query)} isMore />
      </div>
      <p class="access-links">
        <Link to="/forgot">Forgot the password?</Link>
        <Link to={withNext('/signup', query)}>Create an account</Link>
      </p>
    </>
  );
}
