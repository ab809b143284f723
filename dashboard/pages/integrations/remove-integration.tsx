import { toFailure } from '../../api/failure.ts';
import type { IntegrationKind } from '../../api/integration-kinds.ts';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { IntegrationPlace } from './integration-place.ts';
import { deleteIntegration } from './integrations.api.ts';
import { deleteChannel } from './slack.api.ts';

type Props = { place: IntegrationPlace; kind: IntegrationKind; id: number | null; onClose: () => void };

export function RemoveIntegration({ place, kind: { kind, title }, id, onClose }: Props) {
  const isSlack = kind === 'slack';
  const remove = async () => {
    onClose();
    if (id === null) return;
    try {
      await (isSlack ? deleteChannel(place, id) : deleteIntegration(place, kind, id));
      showToast(`Removed ${title}`);
    } catch (error) {
      showToast(`${title} was not removed: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <ConfirmByName
      title={`Remove ${title}`}
      name={title}
      action="Remove"
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <p>
        {isSlack
          ? 'Nothing more is posted. Slack stays installed for the other environments of the project.'
          : 'What is stored of it and what waits to be sent go with it.'}
      </p>
    </ConfirmByName>
  );
}
