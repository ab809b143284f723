// The settings of an environment, of a project and of an organisation: one chunk.
export { EnvironmentSettingsPage } from './environment-settings-page.tsx';
export { OrganisationSettingsPage } from './organisation-settings-page.tsx';
export { ProjectSettingsPage } from './project-settings-page.tsx';
