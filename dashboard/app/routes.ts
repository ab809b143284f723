import type { ComponentType } from 'preact';
import type {
  AccountPageProps,
  EnvironmentPageProps,
  OrganisationPageProps,
  ProjectPageProps,
  PublicPageProps,
} from '../api/bootstrap.ts';
import type { OwnFlagName } from '../api/own-flags.ts';
import type { IconName } from '../ui/icons.tsx';

type Load<Props> = () => Promise<ComponentType<Props>>;

/** How a page stands in the side navigation; `key` is what follows `g`. A page without this is reached from others. */
type Navigation = { label: string; icon: IconName; key: string };

/** With the flag off, the page is neither in the navigation nor anywhere else. */
type Common = { path: string; nav?: Navigation; flag?: OwnFlagName };

/** What a route needs to be known before its page is shown decides its area. */
export type Route = Common &
  (
    | { area: 'public'; load: Load<PublicPageProps> }
    /** For whoever is signed in, without a frame: the server may refuse them all that the frame needs. */
    | { area: 'own'; load: Load<PublicPageProps> }
    | { area: 'account'; load: Load<AccountPageProps> }
    | { area: 'organisation'; load: Load<OrganisationPageProps> }
    | { area: 'project'; load: Load<ProjectPageProps> }
    | { area: 'environment'; load: Load<EnvironmentPageProps> }
  );

// One chunk for each group of routes.
const access = () => import('../pages/access/access.tsx');
const organisations = () => import('../pages/organisations/organisations.tsx');
const projects = () => import('../pages/projects/projects.tsx');
// One function for both of its routes, so that the list stays when a feature is opened.
const features = async () => (await import('../pages/features/features-page.tsx')).FeaturesPage;
const sdkKeys = async () => (await import('../pages/sdk-keys/sdk-keys-page.tsx')).SdkKeysPage;
const people = () => import('../pages/people/people.tsx');
const apiKeys = async () => (await import('../pages/api-keys/api-keys-page.tsx')).ApiKeysPage;
const audit = () => import('../pages/audit/audit.tsx');
const usage = async () => (await import('../pages/usage/usage-page.tsx')).UsagePage;
const account = async () => (await import('../pages/account/account-page.tsx')).AccountPage;
const gettingStarted = () => import('../pages/getting-started/getting-started.tsx');
const webhooks = () => import('../pages/webhooks/webhooks.tsx');
const deliveries = () => import('../pages/deliveries/deliveries.tsx');
const integrations = () => import('../pages/integrations/integrations.tsx');
const settings = () => import('../pages/settings/settings.tsx');
const identities = () => import('../pages/identities/identities.tsx');
const segments = () => import('../pages/segments/segments.tsx');
const compare = async () => (await import('../pages/compare/compare-page.tsx')).ComparePage;
const segment = async () => (await segments()).SegmentPage;

const ENVIRONMENT = '/project/:pid/environment/:env';

/** The first that fits is taken, so what is fixed comes before what is named. */
export const ROUTES: readonly Route[] = [
  { area: 'public', path: '/login', load: async () => (await access()).SignInPage },
  { area: 'public', path: '/signup', load: async () => (await access()).SignUpPage },
  { area: 'public', path: '/oauth/google', load: async () => (await access()).ProviderReturnPage },
  { area: 'public', path: '/oauth/github', load: async () => (await access()).ProviderReturnPage },
  { area: 'public', path: '/forgot', load: async () => (await access()).ForgotPage },
  { area: 'public', path: '/reset/:uid/:token', load: async () => (await access()).ResetPage },
  { area: 'public', path: '/password-reset/:uid/:token', load: async () => (await access()).ResetPage },
  { area: 'public', path: '/password-reset/confirm/:uid/:token', load: async () => (await access()).ResetPage },
  { area: 'public', path: '/activate/:uid/:token', load: async () => (await access()).ActivatePage },
  { area: 'public', path: '/invite/:hash', load: async () => (await access()).InvitePage },
  { area: 'public', path: '/invite-link/:hash', load: async () => (await access()).InvitePage },

  { area: 'account', path: '/', load: async () => (await organisations()).HomePage },
  { area: 'account', path: '/organisations', load: async () => (await organisations()).OrganisationsPage },
  { area: 'account', path: '/getting-started', load: async () => (await gettingStarted()).StartPage },
  {
    area: 'own',
    path: '/account/security',
    load: async () => (await import('../pages/account/security-page.tsx')).SecurityPage,
  },
  {
    area: 'own',
    path: '/oauth/authorize',
    load: async () => (await import('../pages/oauth/consent-page.tsx')).ConsentPage,
  },
  { area: 'account', path: '/account', load: account },
  { area: 'account', path: '/create', load: async () => (await organisations()).CreateOrganisationPage },

  {
    area: 'organisation',
    path: '/organisation/:oid/projects',
    nav: { label: 'Projects', icon: 'box', key: 'p' },
    load: async () => (await projects()).ProjectsPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/projects/create',
    load: async () => (await projects()).CreateProjectPage,
  },
  { area: 'project', path: '/project/:pid', load: async () => (await projects()).ProjectHomePage },

  {
    area: 'environment',
    path: `${ENVIRONMENT}/features`,
    nav: { label: 'Features', icon: 'flag', key: 'f' },
    load: features,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/features/:fid/:tab?`,
    load: features,
  },

  {
    area: 'environment',
    path: `${ENVIRONMENT}/identities`,
    nav: { label: 'Identities', icon: 'user', key: 'i' },
    load: async () => (await identities()).IdentitiesPage,
  },
  { area: 'environment', path: `${ENVIRONMENT}/identities/:id`, load: async () => (await identities()).IdentityPage },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/getting-started`,
    nav: { label: 'Getting started', icon: 'play', key: 'n' },
    load: async () => (await gettingStarted()).GettingStartedPage,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/sdk-keys`,
    nav: { label: 'SDK keys', icon: 'key', key: 'k' },
    load: sdkKeys,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/webhooks`,
    nav: { label: 'Webhooks', icon: 'hook', key: 'w' },
    load: async () => (await webhooks()).EnvironmentWebhooks,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/webhooks/:wid`,
    load: async () => (await deliveries()).EnvironmentWebhookDeliveries,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/integrations`,
    nav: { label: 'Integrations', icon: 'plug', key: 't' },
    flag: 'integrations',
    load: async () => (await integrations()).EnvironmentIntegrations,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/integrations/:kind/:iid`,
    flag: 'integrations',
    load: async () => (await deliveries()).EnvironmentIntegrationDeliveries,
  },
  {
    area: 'environment',
    path: `${ENVIRONMENT}/settings`,
    nav: { label: 'Environment settings', icon: 'settings', key: 'e' },
    load: async () => (await settings()).EnvironmentSettingsPage,
  },

  {
    area: 'project',
    path: '/project/:pid/segments',
    nav: { label: 'Segments', icon: 'users', key: 's' },
    load: async () => (await segments()).SegmentsPage,
  },
  {
    area: 'project',
    path: '/project/:pid/playground',
    nav: { label: 'Playground', icon: 'play', key: 'y' },
    load: async () => (await import('../pages/playground/playground.tsx')).PlaygroundPage,
  },
  { area: 'project', path: '/project/:pid/segments/create', load: async () => (await segments()).CreateSegmentPage },
  { area: 'project', path: '/project/:pid/segments/:sid/:tab?', load: segment },

  {
    area: 'project',
    path: '/project/:pid/compare',
    nav: { label: 'Compare', icon: 'compare', key: 'c' },
    flag: 'compare_environments',
    load: compare,
  },
  { area: 'project', path: '/project/:pid/compare/:what', flag: 'compare_environments', load: compare },

  {
    area: 'project',
    path: '/project/:pid/audit-log',
    nav: { label: 'Audit log', icon: 'list', key: 'a' },
    load: async () => (await audit()).ProjectAudit,
  },
  {
    area: 'project',
    path: '/project/:pid/integrations',
    nav: { label: 'Integrations', icon: 'plug', key: 'l' },
    flag: 'integrations',
    load: async () => (await integrations()).ProjectIntegrations,
  },
  {
    area: 'project',
    path: '/project/:pid/integrations/:kind/:iid',
    flag: 'integrations',
    load: async () => (await deliveries()).ProjectIntegrationDeliveries,
  },
  {
    area: 'project',
    path: '/project/:pid/settings',
    nav: { label: 'Project settings', icon: 'settings', key: 'o' },
    load: async () => (await settings()).ProjectSettingsPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/members',
    nav: { label: 'Members', icon: 'user', key: 'm' },
    load: async () => (await people()).MembersPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/groups',
    nav: { label: 'Groups', icon: 'users', key: 'r' },
    load: async () => (await people()).GroupsPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/groups/:gid',
    load: async () => (await people()).GroupPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/roles',
    nav: { label: 'Roles', icon: 'shield', key: 'l' },
    load: async () => (await people()).RolesPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/roles/:rid',
    load: async () => (await people()).RolePage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/access/:kind/:id',
    load: async () => (await people()).AccessPage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/api-keys',
    nav: { label: 'API keys', icon: 'key', key: 'k' },
    load: apiKeys,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/webhooks',
    nav: { label: 'Webhooks', icon: 'hook', key: 'w' },
    load: async () => (await webhooks()).OrganisationWebhooks,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/webhooks/:wid',
    load: async () => (await deliveries()).OrganisationWebhookDeliveries,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/integrations',
    nav: { label: 'Integrations', icon: 'plug', key: 't' },
    flag: 'integrations',
    load: async () => (await integrations()).OrganisationIntegrations,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/integrations/:kind/:iid',
    flag: 'integrations',
    load: async () => (await deliveries()).OrganisationIntegrationDeliveries,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/usage',
    nav: { label: 'Usage', icon: 'chart', key: 'u' },
    load: usage,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/audit',
    nav: { label: 'Audit log', icon: 'list', key: 'a' },
    load: async () => (await audit()).OrganisationAudit,
  },
  {
    area: 'organisation',
    path: '/organisation/:oid/settings',
    nav: { label: 'Settings', icon: 'settings', key: 'o' },
    load: async () => (await settings()).OrganisationSettingsPage,
  },
];
