import { Notice } from '../../../ui/states.tsx';
import { Switch } from '../../../ui/switch.tsx';
import type { TabProps } from './tabs.ts';
import { toUnset, ValueEditor } from './value-editor.tsx';

/** What the feature is for everybody in the environment. */
export function ValueTab({ detail, draft: { before, draft, change }, environment, faults, whyNot }: TabProps) {
  const { content } = draft;
  const readOnlyReason = whyNot.value;
  const count = detail.flag.segment_overrides.length;
  return (
    <div class="stack">
      {readOnlyReason !== null && <Notice tone="warning">{readOnlyReason}</Notice>}
      {detail.scheduled.length > 0 && (
        <Notice>A change is stored already that goes live {MOMENT.format(new Date(detail.scheduled[0] ?? ''))}.</Notice>
      )}
      <div class="state-line">
        <div>
          <h3>State</h3>
          <div class="quiet">
            For everybody in {environment.name}
            {count > 0 && `, but for ${count} ${count === 1 ? 'segment' : 'segments'} with an override`}
          </div>
        </div>
        <Switch
          isOn={content.enabled}
          label={`${detail.feature.name} in ${environment.name}`}
          disabledReason={readOnlyReason}
          onChange={(enabled) => change({ ...draft, content: { ...content, enabled } })}
          data-test={`feature-state-${content.enabled ? 'on' : 'off'}`}
        />
      </div>
      <ValueEditor
        value={content.value}
        onChange={(value) => change({ ...draft, content: { ...content, value } })}
        unset={toUnset(before.content.value)}
        fault={faults['value']}
        isReadOnly={readOnlyReason !== null}
        test="featureValue"
      />
    </div>
  );
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
