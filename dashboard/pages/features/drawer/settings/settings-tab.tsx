import { CopyField } from '../../../../ui/copy-field.tsx';
import { Notice } from '../../../../ui/states.tsx';
import type { TabProps } from '../tabs.ts';
import { DeleteFeature } from './delete-feature.tsx';
import { DescriptionForm } from './description-form.tsx';
import { FeatureFields } from './feature-fields.tsx';
import { Owners } from './owners.tsx';
import { SettingSwitch } from './setting-switch.tsx';
import { Tags } from './tags.tsx';
import { useSettings } from './use-settings.ts';

/** What the feature is in every environment. All but the description is saved at once. */
export function SettingsTab({ project, environment, detail, whyNot, onDeleted }: TabProps) {
  const { feature } = detail;
  const settings = useSettings({ projectId: project.id, key: environment.api_key, feature });
  const reason = whyNot.feature;
  return (
    <div class="stack settings">
      {reason !== null && <Notice tone="warning">{reason}</Notice>}
      <div class="field">
        <h3>Name</h3>
        <div>
          <CopyField label="Name" text={feature.name} />
        </div>
        <div class="field-hint">Applications ask for it by this name, so it stays as it is.</div>
      </div>
      <DescriptionForm feature={feature} reason={reason} onSave={settings.store} />
      <FeatureFields project={project} feature={feature} reason={reason} onSave={settings.store} />
      <Tags
        project={project}
        chosen={feature.tags}
        reason={reason}
        onChange={(tags) => void settings.change({ tags }, 'Tags changed', { tags: feature.tags })}
      />
      <Owners
        feature={feature}
        organisationId={project.organisation}
        isRequired={project.enforce_feature_owners}
        reason={reason}
        onChange={(verb, kind, id, name) => void settings.changeOwner(verb, kind, id, name)}
      />
      <SettingSwitch
        title="Server-side only"
        hint="Only server-side keys get it; browsers and apps do not see it."
        isOn={feature.is_server_key_only}
        label={`${feature.name}: server-side only`}
        reason={reason}
        onChange={(isOn) =>
          void settings.change(
            { is_server_key_only: isOn },
            `${feature.name} is for ${isOn ? 'servers only' : 'all keys'}`,
            { is_server_key_only: !isOn },
          )
        }
        test="server-only"
      />
      <SettingSwitch
        title="Archived"
        hint="Out of the list; for applications it stays as it is."
        isOn={feature.is_archived}
        label={`${feature.name}: archived`}
        reason={reason}
        onChange={(isOn) =>
          void settings.change(
            { is_archived: isOn },
            isOn ? `Archived ${feature.name}` : `${feature.name} is back in the list`,
            { is_archived: !isOn },
          )
        }
        test="archived"
      />
      <DeleteFeature project={project} feature={feature} onDeleted={onDeleted} />
    </div>
  );
}
