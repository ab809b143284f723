// The start, the list of organisations and a new one: one chunk.
export { CreateOrganisationPage } from './create-organisation-page.tsx';
export { HomePage } from './home-page.tsx';
export { OrganisationsPage } from './organisations-page.tsx';
