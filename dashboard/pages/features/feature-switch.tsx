import { useState } from 'preact/hooks';
import type { Feature } from '../../../worker/contract/features.ts';
import type { DashProject, Environment } from '../../api/bootstrap.ts';
import { isProtected, toneOf } from '../../api/environments.ts';
import { toFailure } from '../../api/failure.ts';
import { whyNot } from '../../api/permissions.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { EnvBadge } from '../../ui/env-badge.tsx';
import { Switch } from '../../ui/switch.tsx';
import { showToast } from '../../ui/toast.tsx';
import { switchFeature } from './features.api.ts';

type Props = {
  project: DashProject;
  environment: Environment;
  feature: Pick<Feature, 'id' | 'name'>;
  isOn: boolean;
  test: string;
};

/** Switches at once, and offers to undo it; asks first where real users are concerned. */
export function FeatureSwitch({ project, environment, feature, isOn, test }: Props) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const place = { projectId: project.id, environmentId: environment.id, key: environment.api_key };
  const act = async (next: boolean, isUndo = false) => {
    setBusy(true);
    try {
      await switchFeature(place, feature.id, next);
      const text = `${feature.name} is ${next ? 'on' : 'off'} in ${environment.name}`;
      showToast(text, isUndo ? {} : { action: { label: 'Undo', run: () => void act(!next, true) } });
    } catch (error) {
      showToast(`${feature.name} was not switched: ${toFailure(error).message}`, { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Switch
        isOn={isOn}
        label={`${feature.name} in ${environment.name}`}
        isBusy={isBusy}
        disabledReason={whyNotSwitch(environment)}
        onChange={(next) => (isProtected(environment) ? setAsking(true) : void act(next))}
        data-test={`${test}-${isOn ? 'on' : 'off'}`}
      />
      {isAsking && (
        <Confirm
          title={`Turn ${feature.name} ${isOn ? 'off' : 'on'}?`}
          action={isOn ? 'Turn off' : 'Turn on'}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void act(!isOn);
          }}
        >
          <p class="row">
            <EnvBadge name={environment.name} tone={toneOf(environment, project.environments)} />
          </p>
          <p>Everybody gets it within seconds, but for segments and identities with a state of their own.</p>
        </Confirm>
      )}
    </>
  );
}

/** Null if one may switch features here. */
export function whyNotSwitch(environment: Environment): string | null {
  if (environment.minimum_change_request_approvals !== null) return 'Changes here go through change requests.';
  return whyNot(environment.permissions, 'UPDATE_FEATURE_STATE', environment.name);
}
