import { useState } from 'preact/hooks';
import type { OwnSession } from '../../../worker/contract/accounts.ts';
import { toFailure } from '../../api/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { describeAgent } from './describe-agent.ts';
import { SessionTable } from './session-table.tsx';
import { endOne, endOthers, useSessions } from './sessions.api.ts';

type Question = OwnSession | 'others';

/** Where one is signed in: by browsers, and by keys that were got with the password. */
export function Sessions() {
  const view = useSessions();
  const [asked, setAsked] = useState<Question | null>(null);
  const others = view.kind === 'loaded' ? view.data.filter((one) => !one.is_current) : [];
  const end = async (question: Question) => {
    setAsked(null);
    try {
      await (question === 'others' ? endOthers() : endOne(question.id));
      showToast(question === 'others' ? 'You are signed out everywhere else' : `Ended ${nameOf(question)}`);
    } catch (error) {
      showToast(`Not ended: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <Panel
      title="Where you are signed in"
      lead="Whatever of this is not yours: end it, then change your password."
      actions={
        <Button
          disabledReason={others.length > 0 ? null : 'You are signed in nowhere else.'}
          onClick={() => setAsked('others')}
          data-test="end-others"
        >
          End all others
        </Button>
      }
      data-test="sessions"
    >
      {view.kind === 'loading' && <Skeleton label="Loading where you are signed in" rows={2} />}
      {view.kind === 'failed' && (
        <ErrorState title="It is not known" message={view.failure.message} onRetry={view.retry} />
      )}
      {view.kind === 'loaded' && <SessionTable sessions={view.data} onEnd={setAsked} />}
      {view.kind === 'loaded' && others.length === 0 && <p class="quiet">You are signed in nowhere else.</p>}
      {asked !== null && <Ask question={asked} onConfirm={() => void end(asked)} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

type AskProps = { question: Question; onConfirm: () => void; onClose: () => void };

function Ask({ question, ...rest }: AskProps) {
  if (question === 'others') {
    return (
      <Confirm title="End all others" action="End all others" isDanger {...rest}>
        <p>
          Every other browser and every key is signed out, and what applications may do in your name ends. Here you stay
          signed in.
        </p>
      </Confirm>
    );
  }
  return (
    <Confirm title={`End ${nameOf(question)}`} action="End" isDanger {...rest}>
      <p>
        {question.kind === 'session'
          ? 'Whoever uses it has to sign in again. What is being typed there stays on its screen.'
          : 'A program that uses this key is refused from now on.'}
      </p>
    </Confirm>
  );
}

const nameOf = ({ kind, user_agent: agent }: OwnSession) =>
  `the ${kind === 'session' ? 'session' : 'key'} of ${describeAgent(agent)}`;
