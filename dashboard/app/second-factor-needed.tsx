import { invalidate } from '../api/cache.ts';
import { needsSecondFactor } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

export const SECURITY_PATH = '/account/security';

/** Over the page of somebody whom the server refuses everything until their account has a second factor: what they have typed stays. */
export function SecondFactorNeeded() {
  const goOn = () => {
    needsSecondFactor.value = false;
    invalidate('');
  };
  return (
    <Dialog title="Your account needs a second factor" data-test="second-factor-needed">
      <div class="dialog-text">
        <p>
          An organisation of yours lets in only accounts with two-factor authentication. Nothing on this page is lost:
          turn it on for your account in a new window, then go on here.
        </p>
        <p>
          <a href={SECURITY_PATH} target="_blank" rel="noreferrer">
            Security of your account
          </a>
        </p>
      </div>
      <footer class="dialog-foot">
        <Button kind="primary" onClick={goOn} data-test="second-factor-done">
          I have turned it on
        </Button>
      </footer>
    </Dialog>
  );
}
