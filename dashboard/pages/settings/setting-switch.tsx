import type { ComponentChildren } from 'preact';
import { toFailure } from '../../api/failure.ts';
import { Setting } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import { changeSettings } from './settings.api.ts';

type Props = {
  /** Of the resource that has the setting. */
  path: string;
  field: string;
  value: boolean;
  title: string;
  hint: ComponentChildren;
  disabledReason: string | null;
};

/** A setting that is on or off, stored as soon as it is switched. */
export function SettingSwitch({ path, field, value, title, hint, disabledReason }: Props) {
  return (
    <Setting title={title} hint={hint}>
      <Switch
        isOn={value}
        label={title}
        disabledReason={disabledReason}
        onChange={(next) =>
          void storeSetting(path, { [field]: next }, { [field]: value }, `${title}: ${next ? 'on' : 'off'}`)
        }
        data-test={`setting-${field}`}
      />
    </Setting>
  );
}

/** Stores, says so, and offers to undo it. */
export async function storeSetting(path: string, change: object, before: object | null, text: string): Promise<void> {
  try {
    await changeSettings(path, change);
    const undo = { label: 'Undo', run: () => void storeSetting(path, before ?? {}, null, `Undone: ${text}`) };
    showToast(text, before === null ? {} : { action: undo });
  } catch (error) {
    showToast(`Not stored: ${toFailure(error).message || text}`, { tone: 'bad' });
  }
}
