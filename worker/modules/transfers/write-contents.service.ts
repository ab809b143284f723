import { writeEnvironments } from './write-environments.service.ts';
import { writeFeatures } from './write-features.service.ts';
import { writeIdentities } from './write-identities.service.ts';
import { writeMetadata } from './write-metadata.service.ts';
import { writeSegments } from './write-segments.service.ts';
import { writeStates } from './write-states.service.ts';
import { writeTags } from './write-tags.service.ts';
import type { Contents } from './contents.ts';
import type { Writing } from './writing.service.ts';

/**
 * Writes the contents into the project, which must be locked. What is there already stays as it is and is reported: features by name (upper
 * and lower case are alike), segments, environments and tags. New features get a state in every environment of the project, and new
 * environments a state of every feature. Throws INVALID for contents that do not hold together.
 */
export async function writeContents(writing: Writing, contents: Contents): Promise<void> {
  await writing.step('tags');
  await writeTags(writing, contents.tags ?? []);
  await writing.step('features');
  const features = await writeFeatures(writing, contents.features ?? []);
  await writing.step('segments');
  await writeSegments(writing, contents.segments ?? []);
  await writing.step('environments');
  const environments = await writeEnvironments(writing, contents.environments ?? [], features);
  await writing.step('states');
  await writeStates(writing, environments, features);
  await writing.step('identities');
  await writeIdentities(writing, environments);
  await writing.step('metadata');
  await writeMetadata(writing, contents);
}
