import { useEffect } from 'preact/hooks';
import type { Feature } from '../../../worker/contract/features.ts';
import { invalidate, useResource, type View } from '../../api/cache.ts';

type OnboardingStatus = { first_evaluated_at: string | null; first_evaluated_sdk_label: string | null };

const ASK_AGAIN_MS = 2_000;

/** The first feature there is, by name. */
export function useAnyFeature(projectId: number): View<{ results: Pick<Feature, 'id' | 'name'>[] }> {
  return useResource(`/api/v1/projects/${projectId}/features/?page_size=1`);
}

/** Whether an SDK has asked yet: asked again and again until one has, while somebody looks. */
export function useFirstEvaluation(environmentKey: string): OnboardingStatus | null {
  const path = `/api/v1/environments/${encodeURIComponent(environmentKey)}/onboarding-status/`;
  const view = useResource<OnboardingStatus>(path);
  const status = view.kind === 'loaded' ? view.data : null;
  const isThere = status?.first_evaluated_at != null;
  useEffect(() => {
    if (isThere) return undefined;
    const timer = setInterval(() => document.visibilityState === 'visible' && invalidate(path), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [path, isThere]);
  return status;
}
