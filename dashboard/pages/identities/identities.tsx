export { IdentitiesPage } from './identities-page.tsx';
export { IdentityPage } from './identity-page.tsx';
