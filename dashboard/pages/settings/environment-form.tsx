import type { EnvironmentDetail } from '../../../worker/contract/environments.ts';
import { ColourField } from '../../ui/colour-field.tsx';
import { Input, Textarea } from '../../ui/field.tsx';
import { SettingsForm } from './settings-form.tsx';

type Props = { path: string; settings: EnvironmentDetail; disabledReason: string | null };

export function EnvironmentForm({ path, settings, disabledReason }: Props) {
  const isReadOnly = disabledReason !== null;
  return (
    <SettingsForm
      path={path}
      stored={{
        name: settings.name,
        description: settings.description ?? '',
        banner_text: settings.banner_text ?? '',
        banner_colour: settings.banner_colour || '#d9a441',
      }}
      toBody={(draft) => draft}
      disabledReason={disabledReason}
      test="save-environment"
    >
      {(draft, change, submission) => (
        <>
          <Input
            label="Name"
            value={draft.name}
            onInput={(name) => change({ name })}
            errors={submission.errorsOf('name')}
            isRequired
            isReadOnly={isReadOnly}
            data-test="environment-name"
          />
          <Textarea
            label="Description"
            value={draft.description}
            onInput={(description) => change({ description })}
            errors={submission.errorsOf('description')}
            isReadOnly={isReadOnly}
          />
          <Input
            label="Banner"
            value={draft.banner_text}
            onInput={(text) => change({ banner_text: text })}
            hint="A sentence above every page of this environment."
            errors={submission.errorsOf('banner_text')}
            maxLength={255}
            isReadOnly={isReadOnly}
            data-test="banner-text"
          />
          {draft.banner_text !== '' && (
            <ColourField
              label="Colour of the banner’s line"
              value={draft.banner_colour}
              onInput={(colour) => change({ banner_colour: colour })}
              errors={submission.errorsOf('banner_colour')}
              isDisabled={isReadOnly}
            />
          )}
        </>
      )}
    </SettingsForm>
  );
}
