import { Detail } from '../../contract/pages.ts';
import { needs } from '../../core/access.ts';
import { invalid } from '../../core/errors.ts';
import { operation, type Method } from '../../http/operation.ts';

const BASE = '/api/v1/environments/{env_key}/edge-identities/';
const ONE = `${BASE}{identity_uuid}/`;
const STATES = `${ONE}edge-featurestates/`;

/** compat: Flagsmith's second kind of identities, for projects that keep them in DynamoDB. No project of ours says that it does. */
const PATHS: [path: string, methods: readonly Method[]][] = [
  [BASE, ['GET', 'POST']],
  [ONE, ['GET', 'PUT', 'PATCH', 'DELETE']],
  [`${ONE}list-traits/`, ['GET']],
  [`${ONE}update-traits/`, ['PUT']],
  [STATES, ['GET', 'POST']],
  [`${STATES}all/`, ['GET']],
  [`${STATES}clone-from-given-identity/`, ['POST']],
  [`${STATES}{featurestate_uuid}/`, ['GET', 'PUT', 'DELETE']],
  ['/api/v1/environments/{env_key}/edge-identity-overrides', ['GET']],
  ['/api/v1/environments/environments/{env_key}/edge-identities-featurestates', ['PUT', 'DELETE']],
];

export const edgeIdentitiesOperations = PATHS.map(([path, methods]) =>
  operation({
    method: methods,
    path,
    access: needs('environment', { path: 'env_key' }, 'VIEW_IDENTITIES'),
    summary: 'Answers that the project does not use edge identities',
    replies: { 400: Detail },
    handle: async () => {
      throw invalid('This project does not use edge identities: see the identities of the environment.');
    },
  }),
);
