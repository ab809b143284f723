import type { DashBootstrap, DashOrganisation, DashProject } from '../../worker/contract/dash.ts';

const BOOTSTRAP = '/api/v1/dash/bootstrap/';

export type Environment = NonNullable<DashBootstrap['environment']>;

/** What a page is given, by the area of its route. `params` are the named parts of the path, decoded. */
export type PublicPageProps = { params: Record<string, string> };
export type AccountPageProps = PublicPageProps & { boot: DashBootstrap };
export type OrganisationPageProps = AccountPageProps & { organisation: DashOrganisation };
export type ProjectPageProps = AccountPageProps & { project: DashProject };
export type EnvironmentPageProps = ProjectPageProps & { environment: Environment };

/** The path of the bootstrap for a place; begins with `BOOTSTRAP_PREFIX`. */
export function bootstrapPath({ project, environment }: { project?: string; environment?: string }): string {
  const query = new URLSearchParams();
  if (project !== undefined) query.set('project', project);
  if (environment !== undefined) query.set('environment', environment);
  return query.size === 0 ? BOOTSTRAP : `${BOOTSTRAP}?${query}`;
}

/** To invalidate after whatever changes names, environments, tags or permissions. */
export const BOOTSTRAP_PREFIX = BOOTSTRAP;

export type { DashBootstrap, DashOrganisation, DashProject };
