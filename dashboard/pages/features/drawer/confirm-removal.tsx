import { ConfirmByName } from '../../../ui/dialog.tsx';

type Props = {
  feature: string;
  project: string;
  variations: string;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before variations go from all environments. */
export function ConfirmRemoval({ feature, project, variations, onConfirm, onClose }: Props) {
  return (
    <ConfirmByName
      title="Remove for good?"
      name={feature}
      action="Remove and save"
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <p>
        {variations} goes from every environment of {project}, with the shares there. Whoever got it gets the value
        again. This cannot be undone.
      </p>
    </ConfirmByName>
  );
}
