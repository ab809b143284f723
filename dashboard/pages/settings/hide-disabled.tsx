import { Select } from '../../ui/field.tsx';
import { Setting } from '../../ui/panel.tsx';
import { storeSetting } from './setting-switch.tsx';

type Props = { path: string; value: boolean | null; disabledReason: string | null };

const OPTIONS = [
  { value: 'project', label: 'As in the project' },
  { value: 'yes', label: 'Hidden' },
  { value: 'no', label: 'Sent' },
] as const;

type Choice = (typeof OPTIONS)[number]['value'];
const VALUES: Record<Choice, boolean | null> = { project: null, yes: true, no: false };

/** Whether flags that are off are left out: as the project says, or differently here. */
export function HideDisabled({ path, value, disabledReason }: Props) {
  const title = 'Flags that are off';
  const store = (next: Choice) => {
    const label = OPTIONS.find((option) => option.value === next)?.label.toLowerCase();
    void storeSetting(
      path,
      { hide_disabled_flags: VALUES[next] },
      { hide_disabled_flags: value },
      `${title}: ${label}`,
    );
  };
  return (
    <Setting title={title} hint="Hidden ones are not sent at all, so nobody learns of what is to come.">
      <Select
        label={title}
        isLabelHidden
        value={value === null ? 'project' : value ? 'yes' : 'no'}
        options={OPTIONS}
        onChange={store}
        isDisabled={disabledReason !== null}
        data-test="setting-hide_disabled_flags"
      />
    </Setting>
  );
}
