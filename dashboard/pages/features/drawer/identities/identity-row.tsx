import { IconButton } from '../../../../ui/button.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import type { DraftOption } from '../flag-draft.ts';
import type { Override } from './identities.api.ts';
import { describeIdentity, toIdentityDraft } from './identity-draft.ts';

type Props = {
  override: Override;
  index: number;
  name: string;
  options: readonly DraftOption[];
  readOnlyReason: string | null;
  onToggle: (enabled: boolean) => void;
  onEdit: () => void;
  onRemove: () => void;
};

/** An identity and what it gets. */
export function IdentityRow({ override, index, name, options, readOnlyReason, ...act }: Props) {
  const identifier = override.identity?.identifier ?? '';
  const draft = toIdentityDraft(override);
  return (
    <li class="part thin" data-test={`user-item-${index}`}>
      <div class="part-line">
        <span class="part-name">{identifier}</span>
        <span class="quiet code part-value">{describeIdentity(draft, options)}</span>
        <Switch
          isOn={override.enabled}
          label={`${name} for ${identifier}`}
          disabledReason={readOnlyReason}
          onChange={act.onToggle}
          data-test={`user-feature-switch-${index}-${override.enabled ? 'on' : 'off'}`}
        />
        {readOnlyReason === null && (
          <>
            <IconButton icon="edit" label={`Edit the override for ${identifier}`} onClick={act.onEdit} />
            <IconButton icon="trash" label={`Remove the override for ${identifier}`} onClick={act.onRemove} />
          </>
        )}
      </div>
    </li>
  );
}
