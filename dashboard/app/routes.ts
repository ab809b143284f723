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
const segments = () => import('../pages/segments/segments.tsx');
const segment = async () => (await segments()).SegmentPage;

const ENVIRONMENT = '/project/:pid/environment/:env';

/** The first that fits is taken, so what is fixed comes before what is named. */
export const ROUTES: readonly Route[] = [
  { area: 'public', path: '/login', load: async () => (await access()).SignInPage },
  { area: 'public', path: '/signup', load: async () => (await access()).SignUpPage },
  { area: 'public', path: '/forgot', load: async () => (await access()).ForgotPage },
  { area: 'public', path: '/reset/:uid/:token', load: async () => (await access()).ResetPage },
  { area: 'public', path: '/password-reset/:uid/:token', load: async () => (await access()).ResetPage },
  { area: 'public', path: '/password-reset/confirm/:uid/:token', load: async () => (await access()).ResetPage },
  { area: 'public', path: '/activate/:uid/:token', load: async () => (await access()).ActivatePage },
  { area: 'public', path: '/invite/:hash', load: async () => (await access()).InvitePage },
  { area: 'public', path: '/invite-link/:hash', load: async () => (await access()).InvitePage },

  { area: 'account', path: '/', load: async () => (await organisations()).HomePage },
  { area: 'account', path: '/organisations', load: async () => (await organisations()).OrganisationsPage },
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
    area: 'project',
    path: '/project/:pid/segments',
    nav: { label: 'Segments', icon: 'users', key: 's' },
    load: async () => (await segments()).SegmentsPage,
  },
  { area: 'project', path: '/project/:pid/segments/create', load: async () => (await segments()).CreateSegmentPage },
  { area: 'project', path: '/project/:pid/segments/:sid/:tab?', load: segment },
];
