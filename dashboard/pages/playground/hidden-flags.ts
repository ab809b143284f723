import type { EnvironmentDocument } from '../../../worker/contract/environment-document.ts';

type Outcome = { enabled: boolean; feature: { id: number | null } };
type Hiding = {
  hide_disabled_flags: EnvironmentDocument['hide_disabled_flags'];
  project: Pick<EnvironmentDocument['project'], 'hide_disabled_flags' | 'server_key_only_feature_ids'>;
};

/** Why the server does not send a flag although it has one: in short, and in a sentence. Null: everybody is sent it. */
export function findHiding({ hide_disabled_flags: own, project }: Hiding, { enabled, feature }: Outcome) {
  if (!enabled && (own ?? project.hide_disabled_flags)) {
    return { short: 'not sent', sentence: 'No SDK is told: this environment sends no flag that is off.' };
  }
  if (feature.id !== null && project.server_key_only_feature_ids.includes(feature.id)) {
    return { short: 'servers only', sentence: 'SDKs with a server-side key are told, others are not.' };
  }
  return null;
}
