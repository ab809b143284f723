export type Level = 'organisation' | 'project' | 'environment';

type Entry = { key: string; description: string; supports_tag: boolean };

const entry = (key: string, description: string, supports_tag = false): Entry => ({ key, description, supports_tag });

/** What can be granted, by level. compat: EDIT_FEATURE exists and only administrators have it. */
export const CATALOGUE: Record<Level, readonly Entry[]> = {
  organisation: [
    entry('CREATE_PROJECT', 'Create projects.'),
    entry('MANAGE_USER_GROUPS', 'Manage all groups and their members.'),
  ],
  project: [
    entry('VIEW_PROJECT', 'See the project with its features, segments and tags.'),
    entry('CREATE_ENVIRONMENT', 'Create and clone environments.'),
    entry('CREATE_FEATURE', 'Create and change features.'),
    entry('DELETE_FEATURE', 'Delete features.', true),
    entry('MANAGE_SEGMENTS', 'Create, change and delete segments.'),
    entry('MANAGE_TAGS', 'Create, change and delete tags.'),
    entry('VIEW_AUDIT_LOG', 'Read the audit log of the project.'),
    entry('MANAGE_PROJECT_LEVEL_CHANGE_REQUESTS', 'Commit and delete change requests of the project.'),
    entry('APPROVE_PROJECT_LEVEL_CHANGE_REQUESTS', 'Approve change requests of the project.'),
    entry('CREATE_PROJECT_LEVEL_CHANGE_REQUESTS', 'Create change requests in the project.'),
  ],
  environment: [
    entry('VIEW_ENVIRONMENT', 'See the environment with its feature states.'),
    entry('UPDATE_FEATURE_STATE', 'Change feature states and publish versions.', true),
    entry('MANAGE_SEGMENT_OVERRIDES', 'Create, change and delete segment overrides.'),
    entry('VIEW_IDENTITIES', 'See identities with their traits.'),
    entry('MANAGE_IDENTITIES', 'Create, change and delete identities and their overrides.'),
    entry('CREATE_CHANGE_REQUEST', 'Create change requests in the environment.', true),
    entry('APPROVE_CHANGE_REQUEST', 'Approve change requests in the environment.', true),
  ],
};
