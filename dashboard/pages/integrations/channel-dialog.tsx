import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { RemovableChip } from '../../ui/chip.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { IntegrationPlace } from './integration-place.ts';
import { saveChannel, useChannels } from './slack.api.ts';

type Props = { place: IntegrationPlace; stored: { id: number; channel_id: string } | null; onClose: () => void };

/** Chooses where in Slack an environment's changes are posted. */
export function ChannelDialog({ place, stored, onClose }: Props) {
  const { channels, isLoading, problem } = useChannels(place);
  const [chosen, setChosen] = useState<string | null>(stored?.channel_id ?? null);
  const submission = useSubmit();
  const nameOf = (id: string) => `#${channels.find(({ channel_id: one }) => one === id)?.channel_name ?? id}`;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (chosen === null) return;
    await submission.run(async () => {
      await saveChannel(place, stored?.id ?? null, chosen);
      showToast(`Changes of ${place.name} are posted to ${nameOf(chosen)}`);
      onClose();
    });
  };
  const message = [submission.message, ...submission.errorsOf('channel_id')].filter((one) => one !== null).join(' ');
  return (
    <Dialog title="Slack channel" onClose={onClose} data-test="channel-dialog">
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          <p class="quiet">Where changes of {place.name} are posted. Private channels are not listed.</p>
          {problem !== null && <Notice tone="bad">The channels could not be loaded. {problem}</Notice>}
          {message !== '' && <Notice tone="bad">{message}</Notice>}
          <div class="field" role="group" aria-label="Channel">
            <Combobox
              label="Find a channel"
              placeholder={isLoading ? 'Loading channels …' : 'Find a channel'}
              choices={channels.map(({ channel_id: value, channel_name: name }) => ({ value, label: `#${name}` }))}
              emptyText={isLoading ? 'Loading channels …' : 'No channel fits'}
              isLoading={isLoading}
              onChoose={setChosen}
              data-test="channel-picker"
            />
            <div class="row" data-test="channel-chosen">
              {chosen === null ? (
                <span class="field-hint">None is chosen yet.</span>
              ) : (
                <RemovableChip label={nameOf(chosen)} onRemove={() => setChosen(null)} />
              )}
            </div>
          </div>
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="primary"
            isBusy={submission.isBusy}
            disabledReason={chosen === null ? 'Choose a channel first.' : null}
            data-test="save-channel"
          >
            Post there
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
