import type { DashEnvironment } from '../../../worker/contract/dash.ts';
import { toneOf } from '../../api/environments.ts';
import { Check } from '../../ui/check.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { EnvBadge } from '../../ui/env-badge.tsx';
import { Select } from '../../ui/field.tsx';
import { setQuery } from '../../ui/router.tsx';
import type { TabProps } from './compare-page.tsx';
import type { CopyParts } from './copy-flag.ts';
import type { Sides } from './environments-tab.tsx';

/** Why a part may not be copied; null if it may. */
export type Reasons = Record<keyof CopyParts, string | null>;

type ConfirmProps = TabProps & {
  target: DashEnvironment;
  /** Where it comes from. */
  from: string;
  name: string;
  onClose: () => void;
  onConfirm: () => void;
};

export function ConfirmCopy({ project, target, from, name, onClose, onConfirm }: ConfirmProps) {
  return (
    <Confirm title={`Change ${name}?`} action={`Copy to ${target.name}`} onClose={onClose} onConfirm={onConfirm}>
      <p class="row">
        <EnvBadge name={target.name} tone={toneOf(target, project.environments)} />
      </p>
      <p>It becomes there what it is in {from}, within seconds.</p>
    </Confirm>
  );
}

type ChoicesProps = {
  sides: Sides;
  to: 'left' | 'right';
  /** There is something to choose between. */
  isOfBoth: boolean;
  parts: CopyParts;
  reasons: Reasons;
  onChange: (part: keyof CopyParts, isWanted: boolean) => void;
};

const PARTS = [
  { part: 'everybody', label: 'For everybody' },
  { part: 'segments', label: 'For segments' },
] as const;

/** Which way, and what of it. */
export function Choices({ sides: { left, right }, to, isOfBoth, parts, reasons, onChange }: ChoicesProps) {
  return (
    <div class="copy-choices">
      <Select
        label="Copy"
        isLabelHidden
        value={to}
        options={[
          { value: 'right', label: `Copy from ${left.name} to ${right.name}` },
          { value: 'left', label: `Copy from ${right.name} to ${left.name}` },
        ]}
        onChange={(next) => setQuery({ to: next === 'left' ? 'left' : null })}
        data-test="copy-direction"
      />
      {isOfBoth &&
        PARTS.map(({ part, label }) => (
          <Check
            key={part}
            label={label}
            isOn={parts[part]}
            disabledReason={reasons[part]}
            onChange={(isOn) => onChange(part, isOn)}
          />
        ))}
    </div>
  );
}
