import { useEffect } from 'preact/hooks';
import type { DashProject, Environment } from '../../api/bootstrap.ts';
import { ANYTHING, listenToChanges } from '../../api/event-stream.ts';
import { forgetFlags, forgetIdentityStates } from './features.api.ts';

/** Shows what others change as it is published; where the project has no such updates, coming back to the window does. */
export function useLiveFeatures(
  { id: projectId, enable_realtime_updates: isLive }: DashProject,
  { id, api_key: key }: Environment,
): void {
  useEffect(() => {
    if (!isLive) return undefined;
    return listenToChanges(key, (change) => {
      if (change === ANYTHING || change.features.length > 0) forgetFlags(projectId, { id, key });
      if (change === ANYTHING || change.identityFeatures.length > 0) forgetIdentityStates(key);
    });
  }, [projectId, id, key, isLive]);
}
