import * as z from 'zod/mini';
import { EnvironmentDocument } from './environment-document.ts';

/**
 * What the publisher stores and every reader holds: one version of one environment. It wraps the environment document
 * (served to server-side keys as it stands) with what only our own readers need: the keys that open the environment,
 * and the fields of core's flag shape that the document does not carry. Never sent to a client as a whole.
 */

/** Raised when a reader of the older schema could misread the record. Readers refuse a schema they do not know. */
export const PUBLISHED_SCHEMA = 1;

const Int32 = z.int32().check(z.positive());

/** Per feature id: what `GET flags/` shows to server-side keys beyond the document. */
export const FeatureDetails = z.object({
  id: Int32,
  created_date: z.string(),
  description: z.nullable(z.string()),
  initial_value: z.nullable(z.string()),
  default_enabled: z.boolean(),
});

/** Per live feature state uuid: the wire ids that the document replaces by the bucketing seed. */
export const FeatureStateIds = z.object({
  featurestate_uuid: z.string(),
  id: Int32,
  feature_segment: z.nullable(Int32),
});

export const PublishedServerKey = z.object({
  /** Lower-case hex SHA-256 of the whole key, prefix included. */
  hash: z.string(),
  active: z.boolean(),
  /** Epoch milliseconds, or null for never. */
  expires_at: z.nullable(z.number()),
});

export const PublishedEnvironment = z.object({
  schema: z.literal(PUBLISHED_SCHEMA),
  environment_id: Int32,
  /** Positive, grows by one with each publication, never goes back. */
  version: z.int().check(z.positive()),
  /** Epoch milliseconds. */
  published_at: z.number(),
  server_keys: z.array(PublishedServerKey),
  features: z.array(FeatureDetails),
  feature_states: z.array(FeatureStateIds),
  /** Present where an integration is told which identities are served. */
  tells_identities: z.optional(z.literal(true)),
  document: EnvironmentDocument,
});

/** Published when an environment has been deleted: readers stop serving it. */
export const PublishedTombstone = z.object({
  schema: z.literal(PUBLISHED_SCHEMA),
  environment_id: Int32,
  version: z.int().check(z.positive()),
  published_at: z.number(),
  gone: z.literal(true),
});

export type FeatureDetails = z.infer<typeof FeatureDetails>;
export type FeatureStateIds = z.infer<typeof FeatureStateIds>;
export type PublishedServerKey = z.infer<typeof PublishedServerKey>;
export type PublishedEnvironment = z.infer<typeof PublishedEnvironment>;
export type PublishedTombstone = z.infer<typeof PublishedTombstone>;
/** What the read model yields: everything but what the publisher stamps. */
export type EnvironmentSnapshot = Omit<PublishedEnvironment, 'schema' | 'version' | 'published_at'>;
