import { getEvaluationResult, toContext } from '../../engine/index.ts';
import { identify, type Identified } from './identify.service.ts';
import { flagsJson, identityJson } from './identity-json.ts';
import type { Access, SdkRequest } from './sdk-access.ts';
import { detail, SdkError, uncachedJson } from './sdk-response.ts';
import { checkIdentifier } from './trait-input.ts';

/** `GET /api/v1/flags/<identifier>`: the list of an identity's flags. */
export async function getFlagsOfIdentity(sdk: SdkRequest, access: Access, identifier: string): Promise<Response> {
  return uncachedJson(200, flagsJson(access, await identifyByPath(sdk, access, identifier)));
}

/**
 * `GET /api/v1/identities/<identifier>/`: an identity with the segments it is in. A public key gets an empty list, since
 * the names of segments are rules.
 */
export async function getIdentityByPath(sdk: SdkRequest, access: Access, identifier: string): Promise<Response> {
  const identified = await identifyByPath(sdk, access, identifier);
  const segments = access.origin === 'client' ? [] : listSegments(access, identified);
  const body = identityJson(access, identified);
  return uncachedJson(200, `${body.slice(0, -1)},"segments":${JSON.stringify(segments)}}`);
}

/** `GET /api/v1/flags/<feature id>/multivariate-options/`: the values that the environment splits a feature into. The
 * shares are rules, so a public key does not get them. */
export function getMultivariateOptions(_sdk: SdkRequest, access: Access, featureId: number): Response {
  const { document } = access.environment.record;
  const state = document.feature_states.find(({ feature }) => feature.id === featureId);
  if (state === undefined || access.view.flagBody(state.feature.name) === null) throw detail(404, 'Not found.');
  const options = state.multivariate_feature_state_values.map((entry) => {
    const { id, key, value } = entry.multivariate_feature_option;
    return {
      id,
      key,
      type: typeof value === 'number' ? 'int' : typeof value === 'boolean' ? 'bool' : 'unicode',
      integer_value: typeof value === 'number' ? value : null,
      string_value: typeof value === 'string' ? value : null,
      boolean_value: typeof value === 'boolean' ? value : null,
      default_percentage_allocation: access.origin === 'client' ? null : entry.percentage_allocation,
    };
  });
  return uncachedJson(200, JSON.stringify(options));
}

function listSegments(access: Access, { identifier, traits }: Identified): unknown[] {
  const context = toContext(access.environment.record.document);
  const values = Object.fromEntries(traits.map((trait) => [trait.trait_key, trait.trait_value]));
  return getEvaluationResult({ ...context, identity: { identifier, traits: values } }).segments;
}

async function identifyByPath(sdk: SdkRequest, access: Access, identifier: string) {
  const checked = checkIdentifier(identifier);
  if ('message' in checked) throw new SdkError(400, { identifier: [checked.message] });
  const input = { identifier: checked.text, traits: [], transient: false };
  return identify(sdk.ports.identities, access, input, sdk.defer);
}
