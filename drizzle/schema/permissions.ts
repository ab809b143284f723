export const organisationPermissions = ['CREATE_PROJECT', 'MANAGE_USER_GROUPS'] as const;

export const projectPermissions = [
  'VIEW_PROJECT',
  'CREATE_ENVIRONMENT',
  'CREATE_FEATURE',
  'EDIT_FEATURE',
  'DELETE_FEATURE',
  'MANAGE_SEGMENTS',
  'MANAGE_TAGS',
  'VIEW_AUDIT_LOG',
  'MANAGE_PROJECT_LEVEL_CHANGE_REQUESTS',
  'APPROVE_PROJECT_LEVEL_CHANGE_REQUESTS',
  'CREATE_PROJECT_LEVEL_CHANGE_REQUESTS',
] as const;

export const environmentPermissions = [
  'VIEW_ENVIRONMENT',
  'UPDATE_FEATURE_STATE',
  'MANAGE_SEGMENT_OVERRIDES',
  'VIEW_IDENTITIES',
  'MANAGE_IDENTITIES',
  'CREATE_CHANGE_REQUEST',
  'APPROVE_CHANGE_REQUEST',
] as const;

export type OrganisationPermission = (typeof organisationPermissions)[number];
export type ProjectPermission = (typeof projectPermissions)[number];
export type EnvironmentPermission = (typeof environmentPermissions)[number];
