import { Switch } from '../../../../ui/switch.tsx';

type Props = {
  title: string;
  hint: string;
  isOn: boolean;
  label: string;
  reason: string | null;
  onChange: (isOn: boolean) => void;
  test: string;
};

export function SettingSwitch({ title, hint, isOn, label, reason, onChange, test }: Props) {
  return (
    <div class="state-line">
      <div>
        <h3>{title}</h3>
        <div class="quiet">{hint}</div>
      </div>
      <Switch isOn={isOn} label={label} disabledReason={reason} onChange={onChange} data-test={test} />
    </div>
  );
}
