import * as z from 'zod/mini';
import { Feature } from './features.ts';
import { Flag } from './flag-updates.ts';
import { Moment } from './pages.ts';
import { OwnPermissions } from './permissions.ts';
import { Tag } from './tags.ts';

/** Where in the hierarchy a screen is; both may be left out. An environment brings its project with it. */
export const DashBootstrapQuery = z.object({
  project: z.optional(z.string()),
  environment: z.optional(z.string()),
});

export const DashPageQuery = z.object({ page: z.optional(z.string()), page_size: z.optional(z.string()) });

export const DashOrganisation = z.object({
  id: z.int(),
  name: z.string(),
  role: z.enum(['ADMIN', 'USER']),
  /** Limits nothing by itself. */
  plan: z.nullable(z.string()),
});

export const DashEnvironment = z.object({
  id: z.int(),
  api_key: z.string(),
  name: z.string(),
  banner_text: z.nullable(z.string()),
  banner_colour: z.nullable(z.string()),
  /** Not null: changes of flags go through change requests. */
  minimum_change_request_approvals: z.nullable(z.int()),
  use_v2_feature_versioning: z.boolean(),
});

export const DashProject = z.object({
  id: z.int(),
  name: z.string(),
  organisation: z.int(),
  only_allow_lower_case_feature_names: z.boolean(),
  feature_name_regex: z.nullable(z.string()),
  enforce_feature_owners: z.boolean(),
  /** Whether screens can listen to changes as SDKs do. */
  enable_realtime_updates: z.boolean(),
  /** The caller's. */
  permissions: OwnPermissions,
  organisation_permissions: OwnPermissions,
  /** Those that the caller may view. */
  environments: z.array(DashEnvironment),
  tags: z.array(Tag),
  /** The others of the organisation that the caller may view, and this one. */
  siblings: z.array(z.object({ id: z.int(), name: z.string() })),
  counts: z.object({ features: z.int(), segments: z.int() }),
});

/** Where the dashboard gets the flags that steer itself: an SDK API and the client-side key of an environment. */
export const DashFlagSource = z.object({ api_url: z.string(), environment_key: z.string() });

/** Who else can say who somebody is, where the server leads there itself. */
const DashProviders = z.array(z.enum(['google', 'github']));

/** What a screen needs to know before anybody has signed in. */
export const DashConfig = z.object({ flags: z.nullable(DashFlagSource), providers: DashProviders });

/** All that the frame of a screen needs to know, in one answer. */
export const DashBootstrap = z.object({
  user: z.object({
    id: z.int(),
    email: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    is_superuser: z.boolean(),
  }),
  organisations: z.array(DashOrganisation),
  capabilities: z.object({ sends_mail: z.boolean(), creates_organisations: z.boolean() }),
  flags: z.nullable(DashFlagSource),
  providers: DashProviders,
  /** Null where none is asked for, and for one that the caller may not view or that is not there. */
  project: z.nullable(DashProject),
  /** Likewise. */
  environment: z.nullable(z.extend(DashEnvironment, { permissions: OwnPermissions })),
});

/** A feature with all that an environment says of it. */
export const DashFeature = z.object({
  feature: Feature,
  flag: Flag,
  /** Of the segments that override it here. */
  segments: z.array(z.object({ id: z.int(), name: z.string(), is_feature_specific: z.boolean() })),
  uses_versions: z.boolean(),
  minimum_change_request_approvals: z.nullable(z.int()),
  /** When changes of its default or its segment overrides that are stored already go live. */
  scheduled: z.array(Moment),
});

/** All features of an environment that are not archived, as they are for everybody and for segments. */
export const DashFlags = z.object({
  /** The caller's, in the environment. */
  permissions: OwnPermissions,
  features: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      /** Called by their keys, or by their values if they have none. */
      variations: z.array(z.object({ id: z.int(), name: z.string() })),
      flag: Flag,
    }),
  ),
  /** Those that override a feature. */
  segments: z.array(z.object({ id: z.int(), name: z.string() })),
});

/** An identity with all that its segments are decided by. */
export const DashIdentity = z.object({
  id: z.int(),
  identifier: z.string(),
  dashboard_alias: z.nullable(z.string()),
  traits: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** What a segment makes of a feature in an environment that the caller may view. */
export const DashSegmentUse = z.object({
  environment: z.int(),
  feature: z.object({ id: z.int(), name: z.string(), is_archived: z.boolean() }),
  enabled: z.boolean(),
  feature_state_value: z.nullable(z.union([z.string(), z.number(), z.boolean()])),
  /** The lowest is the strongest. */
  priority: z.int(),
});

/** What is set up for a project and for those of its environments that the caller may view. */
export const DashIntegrations = z.object({
  integrations: z.array(
    z.object({
      id: z.int(),
      kind: z.string(),
      /** Null: for the whole project. */
      environment: z.nullable(z.int()),
      /** As the operations of the kind show them, secrets hidden. */
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
  slack: z.object({
    /** Whether the server knows an app to install. */
    has_app: z.boolean(),
    /** The project's installation, for its deliveries. */
    installation: z.nullable(z.int()),
    channels: z.array(z.object({ id: z.int(), environment: z.int(), channel_id: z.string(), enabled: z.boolean() })),
  }),
});

export type DashIntegrations = z.infer<typeof DashIntegrations>;
export type DashFlagSource = z.infer<typeof DashFlagSource>;
export type DashConfig = z.infer<typeof DashConfig>;
export type DashOrganisation = z.infer<typeof DashOrganisation>;
export type DashEnvironment = z.infer<typeof DashEnvironment>;
export type DashProject = z.infer<typeof DashProject>;
export type DashBootstrap = z.infer<typeof DashBootstrap>;
export type DashFeature = z.infer<typeof DashFeature>;
export type DashFlags = z.infer<typeof DashFlags>;
export type DashIdentity = z.infer<typeof DashIdentity>;
export type DashSegmentUse = z.infer<typeof DashSegmentUse>;
