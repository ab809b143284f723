import type {
  EnvironmentPermission,
  OrganisationPermission,
  ProjectPermission,
} from '../../drizzle/schema/permissions.ts';

export type Permission = OrganisationPermission | ProjectPermission | EnvironmentPermission;

/** What people let applications do for them: all that the management API holds but their account, or what an assistant needs. */
export const applicationScopes = ['admin-api', 'mcp'] as const;
export type ApplicationScope = (typeof applicationScopes)[number];

/** Who makes a request. A master key is nobody's: it belongs to its organisation. */
export type Actor =
  | {
      kind: 'user';
      id: number;
      email: string;
      isSuperuser: boolean;
      /** Null where an application acts for them. */
      tokenId: number | null;
      /** `session` came in a cookie, which a browser adds by itself. */
      credential: 'token' | 'session' | 'application';
      /** The application's grant, whose tokens share the family. */
      application?: { family: string; scope: ApplicationScope };
      /** An organisation of theirs asks for a second factor that they have not set up. */
      lacksSecondFactor: boolean;
    }
  | { kind: 'master-key'; id: number; name: string; organisationId: number; isAdmin: boolean };

/** What a declaration can ask for: a place in the hierarchy, or one permission key. */
export type Need = 'MEMBER' | 'ORGANISATION_ADMIN' | 'PROJECT_ADMIN' | 'ENVIRONMENT_ADMIN' | Permission;

/** The kinds of rows that a request can name, each of which leads to its organisation, project and environment. */
export type ResourceKind =
  | 'organisation'
  | 'project'
  /** By client-side key, or by integer id. */
  | 'environment'
  | 'feature'
  | 'segment'
  | 'feature-state'
  | 'feature-segment'
  | 'multivariate-option'
  | 'version'
  | 'feature-export';

/** Where in the request the name of the resource stands. `pathUuid` finds the row by its UUID; dots in `body` lead to inner fields. */
export type Source = { path: string } | { pathUuid: string } | { query: string } | { body: string };

/**
 * Who may use a route. `public`: anybody. `signed-in`: any valid credential; what is shown is then the caller's own. `user`: the
 * same, but people only. Else: the resource that the request names, and what the caller needs on it — one of `needs`. `applications`
 * says which applications may use it for a person; `applicationsOf` knows what holds without it.
 */
export type AccessRule = { applications?: Applications } & (
  | { who: 'public' }
  | { who: 'signed-in'; mayLackSecondFactor?: true }
  | { who: 'user'; mayLackSecondFactor?: true }
  | { resource: ResourceKind; at: Source; needs: readonly Need[]; peopleOnly?: true }
);

/** None; those that were given the scope `admin-api`; or those with `mcp`, too. */
export type Applications = 'none' | 'admin-api' | 'any';

export const PUBLIC: AccessRule = { who: 'public' };
export const SIGNED_IN: AccessRule = { who: 'signed-in' };
/** The same, where the handler asks for an administrator. */
export const SIGNED_IN_ADMINISTRATION: AccessRule = { who: 'signed-in', applications: 'admin-api' };
export const USER: AccessRule = { who: 'user' };
/** For people, and what they need to set up the second factor that an organisation asks of them. */
export const ACCOUNT: AccessRule = { who: 'user', mayLackSecondFactor: true, applications: 'none' };
/** Who the caller is, which an application that acts for them may know. */
export const PROFILE: AccessRule = { who: 'user', mayLackSecondFactor: true, applications: 'any' };
/** For people themselves. */
export const IN_PERSON: AccessRule = { who: 'user', applications: 'none' };
export const SIGNED_IN_ACCOUNT: AccessRule = { who: 'signed-in', mayLackSecondFactor: true };

/** Declares that the caller needs one of `needs` on the resource that the request names at `at`. */
export function needs(resource: ResourceKind, at: Source, ...oneOf: [Need, ...Need[]]): AccessRule {
  return { resource, at, needs: oneOf };
}

/** Without a word of their own, operations that only administrators or only people may use are closed to the scope `mcp`. */
export function applicationsOf(rule: AccessRule): Applications {
  if (rule.applications !== undefined) return rule.applications;
  if ('who' in rule) return rule.who === 'user' ? 'admin-api' : 'any';
  const isAdministration = rule.peopleOnly === true || rule.needs.every((need) => need.endsWith('_ADMIN'));
  return isAdministration ? 'admin-api' : 'any';
}

/** The place of a resource. Ids that are null do not apply: an organisation has no project. */
export type Place = {
  organisationId: number;
  projectId: number | null;
  environmentId: number | null;
  /** Of the resource itself. */
  resourceId: number;
};

/** What a caller may do at a place; the grants on the place's project and environment are part of it. */
export type Grants = {
  isOrganisationAdmin: boolean;
  isProjectAdmin: boolean;
  isEnvironmentAdmin: boolean;
  permissions: ReadonlySet<Permission>;
  /** Permissions that only hold for objects with one of the tags. */
  tagged: readonly { permissions: Permission[]; tags: number[] }[];
};

/** A place, with what the caller may do there. Queries take its ids as their tenancy keys. */
export type Scope = Place & { grants: Grants };

/** Whether the grants fulfil the need. Administrators of a level may do everything at and beneath it. */
export function fulfils(grants: Grants, need: Need): boolean {
  if (need === 'MEMBER' || grants.isOrganisationAdmin) return true;
  if (need === 'ORGANISATION_ADMIN') return false;
  if (need === 'PROJECT_ADMIN') return grants.isProjectAdmin;
  if (need === 'ENVIRONMENT_ADMIN') return grants.isProjectAdmin || grants.isEnvironmentAdmin;
  if (ORGANISATION_LEVEL.has(need)) return grants.permissions.has(need);
  if (grants.isProjectAdmin) return true;
  if (ENVIRONMENT_LEVEL.has(need) && grants.isEnvironmentAdmin) return true;
  return grants.permissions.has(need);
}

/** As `fulfils`, counting permissions that hold for objects with one of these tags. */
export function fulfilsWithTags(grants: Grants, need: Permission, tags: readonly number[]): boolean {
  if (fulfils(grants, need)) return true;
  return grants.tagged.some(
    (grant) => grant.permissions.includes(need) && grant.tags.some((tag) => tags.includes(tag)),
  );
}

const ORGANISATION_LEVEL: ReadonlySet<string> = new Set<OrganisationPermission>([
  'CREATE_PROJECT',
  'MANAGE_USER_GROUPS',
]);
const ENVIRONMENT_LEVEL: ReadonlySet<string> = new Set<EnvironmentPermission>([
  'VIEW_ENVIRONMENT',
  'UPDATE_FEATURE_STATE',
  'MANAGE_SEGMENT_OVERRIDES',
  'VIEW_IDENTITIES',
  'MANAGE_IDENTITIES',
  'CREATE_CHANGE_REQUEST',
  'APPROVE_CHANGE_REQUEST',
]);
