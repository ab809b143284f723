import type { DashBootstrap, DashEnvironment, DashProject } from '../../contract/dash.ts';
import type { Environment } from '../../contract/environments.ts';
import { fulfils, type Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { getCurrentUser } from '../accounts/profile.service.ts';
import { listEnvironments } from '../environments/managed-environments.service.ts';
import { isSet, listOrganisations } from '../organisations/organisations.service.ts';
import { findScope } from '../permissions/access.service.ts';
import { getOwnPermissionsAtAll } from '../permissions/own-permissions.service.ts';
import { getProject, listProjects } from '../projects/projects.service.ts';
import { showTags } from '../tags/tags.service.ts';
import { showConfig } from './config.service.ts';

type Question = { project?: string | undefined; environment?: string | undefined };

/** Organisations of one person, and tags of one project, that are shown at most. */
const MOST = 1_000;

/** What one may not view is not there: null, as for what does not exist. */
export async function bootstrap(context: Context, question: Question): Promise<DashBootstrap> {
  const [user, organisations, place] = await Promise.all([
    getCurrentUser(context),
    listOrganisations(context, { limit: MOST, offset: 0 }),
    describePlace(context, question),
  ]);
  return {
    user: {
      id: user.id,
      email: user.email,
      first_name: user.first_name,
      last_name: user.last_name,
      is_superuser: user.is_superuser,
    },
    organisations: organisations.items.map(({ id, name, role, subscription }) => ({
      id,
      name,
      role: role ?? 'USER',
      plan: subscription.plan,
    })),
    capabilities: {
      sends_mail: context.mailer.carrier !== 'none',
      creates_organisations: user.is_superuser || !isSet(context, 'RESTRICT_ORG_CREATE_TO_SUPERUSERS'),
    },
    ...showConfig(context.setting),
    ...place,
  };
}

async function describePlace(
  context: Context,
  { project, environment }: Question,
): Promise<Pick<DashBootstrap, 'project' | 'environment'>> {
  const nowhere = { project: null, environment: null };
  const scope = await findPlace(context, project, environment);
  if (scope === null || scope.projectId === null || !fulfils(scope.grants, 'VIEW_PROJECT')) return nowhere;
  const { organisationId, projectId } = scope;
  const [row, siblings, environments, tags, permissions] = await Promise.all([
    getProject(context, projectId),
    listProjects(context, { organisationId }),
    listEnvironments(context, projectId),
    showTags(context, scope, { limit: MOST, offset: 0 }),
    getOwnPermissionsAtAll(context, scope),
  ]);
  const shown: DashProject = {
    id: row.id,
    name: row.name,
    organisation: row.organisation,
    only_allow_lower_case_feature_names: row.only_allow_lower_case_feature_names,
    feature_name_regex: row.feature_name_regex,
    enforce_feature_owners: row.enforce_feature_owners,
    enable_realtime_updates: row.enable_realtime_updates,
    permissions: permissions.project,
    organisation_permissions: permissions.organisation,
    environments: environments.map(toDashEnvironment),
    tags: tags.items,
    siblings: siblings.map(({ id, name }) => ({ id, name })),
    counts: { features: row.total_features, segments: row.total_segments },
  };
  const here = environments.find(({ id }) => id === scope.environmentId);
  return {
    project: shown,
    environment: here === undefined ? null : { ...toDashEnvironment(here), permissions: permissions.environment },
  };
}

/** The environment's place if it is one of the project, else the project's. Null for what is not there, and for somebody from elsewhere. */
async function findPlace(context: Context, project?: string, environment?: string): Promise<Scope | null> {
  const inEnvironment = environment === undefined ? null : await findScope(context, 'environment', environment);
  if (project === undefined) return inEnvironment;
  if (inEnvironment !== null && String(inEnvironment.projectId) === project) return inEnvironment;
  return findScope(context, 'project', project);
}

function toDashEnvironment(environment: Environment): DashEnvironment {
  return {
    id: environment.id,
    api_key: environment.api_key,
    name: environment.name,
    banner_text: environment.banner_text,
    banner_colour: environment.banner_colour,
    minimum_change_request_approvals: environment.minimum_change_request_approvals,
    use_v2_feature_versioning: environment.use_v2_feature_versioning,
  };
}
