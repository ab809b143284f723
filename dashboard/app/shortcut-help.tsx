import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { areShortcutsOn, listShortcuts, setShortcutsOn } from '../ui/keys.ts';
import { Switch } from '../ui/switch.tsx';

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areShortcutsOn());
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="shortcut-list">
        {listShortcuts().map(({ keys, label }) => (
          <>
            <dt key={keys}>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </>
        ))}
      </dl>
      <Switch
        isOn={isOn}
        label="Keyboard shortcuts"
        onChange={(next) => {
          setShortcutsOn(next);
          setOn(next);
        }}
      />
    </Dialog>
  );
}
