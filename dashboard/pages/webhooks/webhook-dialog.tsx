import { useState } from 'preact/hooks';
import type { Webhook } from '../../../worker/contract/webhooks.ts';
import { toFailure } from '../../api/failure.ts';
import { hostOf } from '../../api/host-of.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { WebhookPlace } from './webhook-place.ts';
import { saveWebhook, sendSample } from './webhooks.api.ts';

type Props = { place: WebhookPlace; hook: Webhook | null; onClose: () => void };
type Trial = { tone: 'plain' | 'bad'; text: string };

export function WebhookDialog({ place, hook, onClose }: Props) {
  const before = { url: hook?.url ?? '', secret: hook?.secret ?? '' };
  const [draft, setDraft] = useState(before);
  const [trial, setTrial] = useState<Trial | null>(null);
  const [isTrying, setTrying] = useState(false);
  const submission = useSubmit();
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => {
      const { id, url } = await saveWebhook(place, hook?.id ?? null, draft);
      const run = () => void saveWebhook(place, id, before).catch(() => undefined);
      showToast(
        hook === null ? `${hostOf(url)} is told of changes` : `Changed the webhook to ${hostOf(url)}`,
        hook === null ? {} : { action: { label: 'Undo', run } },
      );
      onClose();
    });
  };
  const tryOut = async () => {
    setTrying(true);
    try {
      setTrial({ tone: 'plain', text: await sendSample(place, draft) });
    } catch (error) {
      setTrial({ tone: 'bad', text: readTrouble(toFailure(error)) });
    } finally {
      setTrying(false);
    }
  };
  return (
    <Dialog title={hook === null ? 'Create a webhook' : 'Change the webhook'} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <Input
            label="Address"
            value={draft.url}
            onInput={(url) => setDraft({ ...draft, url })}
            placeholder="https://example.com/flags"
            errors={submission.errorsOf('url')}
            isRequired
            isFirst
            isCode
            maxLength={200}
            data-test="webhook-url"
          />
          <Input
            label="Secret"
            value={draft.secret}
            onInput={(secret) => setDraft({ ...draft, secret })}
            hint="Requests are signed with it, so that the receiver knows them. Empty: they are not signed."
            errors={submission.errorsOf('secret')}
            isCode
            maxLength={255}
          />
          {trial !== null && <Notice tone={trial.tone}>{trial.text}</Notice>}
        </div>
        <footer class="dialog-foot">
          <Button
            isBusy={isTrying}
            disabledReason={draft.url.trim() === '' ? 'There is no address yet.' : null}
            onClick={() => void tryOut()}
            data-test="try-webhook"
          >
            Send a sample
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="save-webhook">
            {hook === null ? 'Create webhook' : 'Save'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What is wrong with the address, or that it did not take the sample. */
function readTrouble(failure: ReturnType<typeof toFailure>): string {
  if (failure.kind !== 'invalid') return failure.message;
  return [failure.message, ...(failure.fields['webhook_url'] ?? [])].join(' ').trim();
}
