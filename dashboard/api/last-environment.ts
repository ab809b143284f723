import type { DashEnvironment, DashProject } from '../../worker/contract/dash.ts';

const keyOf = (projectId: number) => `halyard.environment.${projectId}`;

/** The environment of the project that was looked at last in this browser, or the first; undefined if one may view none. */
export function findLastEnvironment({
  id,
  environments,
}: Pick<DashProject, 'id' | 'environments'>): DashEnvironment | undefined {
  const last = read(id);
  return environments.find(({ api_key }) => api_key === last) ?? environments[0];
}

export function rememberEnvironment(projectId: number, key: string): void {
  try {
    localStorage.setItem(keyOf(projectId), key);
  } catch {
    // It then is the first one.
  }
}

function read(projectId: number): string | null {
  try {
    return localStorage.getItem(keyOf(projectId));
  } catch {
    return null;
  }
}
