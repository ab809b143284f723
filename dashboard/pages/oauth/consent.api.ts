import type { AuthorisationRequest, ConsentAnswer } from '../../../worker/contract/oauth.ts';
import { request } from '../../api/client.ts';

export type { AuthorisationRequest };

const AUTHORISE = '/api/v1/oauth/authorize/';
const NAMES = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'code_challenge',
  'code_challenge_method',
  'state',
];

/** What the application has put into the address. */
function readAsked(query: URLSearchParams): [string, string][] {
  return NAMES.flatMap((name): [string, string][] => {
    const value = query.get(name);
    return value === null ? [] : [[name, value]];
  });
}

export const consentPath = (query: URLSearchParams) => `${AUTHORISE}?${new URLSearchParams(readAsked(query))}`;

/** Where the browser is to go with the decision. */
export async function decide(query: URLSearchParams, allow: boolean): Promise<string> {
  const body = { ...Object.fromEntries(readAsked(query)), allow };
  return (await request<ConsentAnswer>('POST', AUTHORISE, body)).redirect_uri;
}
