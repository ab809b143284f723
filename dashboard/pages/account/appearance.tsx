import { useState } from 'preact/hooks';
import { tellTheme } from '../../api/own-flags.ts';
import { Select } from '../../ui/field.tsx';
import { areShortcutsOn, setShortcutsOn } from '../../ui/keys.ts';
import { Panel, Setting } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { setTheme, theme, type Theme } from '../../ui/theme.ts';

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Choices of this browser. */
export function Appearance() {
  const [areOn, setOn] = useState(areShortcutsOn());
  const choose = (value: Theme) => {
    setTheme(value);
    tellTheme(value === 'dark');
  };
  return (
    <Panel title="In this browser">
      <Setting title="Theme">
        <Select label="Theme" isLabelHidden value={theme.value} options={THEMES} onChange={choose} data-test="theme" />
      </Setting>
      <Setting title="Keyboard shortcuts" hint="Single keys such as j, k and ? do something. Press ? for all of them.">
        <Switch
          isOn={areOn}
          label="Keyboard shortcuts"
          onChange={(next) => {
            setShortcutsOn(next);
            setOn(next);
          }}
          data-test="shortcuts"
        />
      </Setting>
    </Panel>
  );
}
