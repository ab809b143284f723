import type { Scope } from '../../core/access.ts';
import type { Context } from '../../core/context.ts';
import { notFound } from '../../core/errors.ts';
import type { ToldIdentity } from '../../core/told-batch.ts';
import { logFailure } from '../../platform/log.ts';
import { toChangeBody, toSentryBody } from './change-bodies.ts';
import { writeIdentities } from './identity-bodies.ts';
import { isConfiguredKind } from './integration-kinds.ts';
import { toIntegrationRequest } from './integration-request.ts';
import { openFields } from './integration-secrets.service.ts';
import { findIntegration, type IntegrationRow } from './integrations.queries.ts';

/** Sends a sample event, once. Throws NOT_FOUND. What the receiver says stays there: the answer must not become a way to read from addresses. */
export async function testIntegration(context: Context, scope: Scope, id: number) {
  const row = await findIntegration(context.database.db, scope, null, id);
  if (row === null || !isConfiguredKind(row.kind)) throw notFound();
  const fields = await openFields(context, row);
  try {
    const request = await toIntegrationRequest(row.kind, fields, toSample(row, context.now()));
    const { status } = await context.outbound.send(request);
    if (status >= 200 && status < 300) return { passed: true, status, detail: 'The sample event was taken.' };
    return { passed: false, status, detail: `It answered ${status}.` };
  } catch (error) {
    logFailure('integration.test.failed', error, { integrationId: id });
    return { passed: false, status: 0, detail: 'It could not be reached.' };
  }
}

const SAMPLE_FLAG = {
  feature: { id: 1, name: 'sample_feature', type: 'STANDARD' },
  enabled: true,
  feature_state_value: 'sample',
};
const SAMPLE_IDENTITY: ToldIdentity = {
  identifier: 'sample_identity',
  traits: [{ id: null, trait_key: 'plan', trait_value: 'sample', transient: true }],
  flags: [`,${JSON.stringify(SAMPLE_FLAG)}`],
  segments: [],
};

function toSample({ kind, settings }: IntegrationRow, now: Date): string {
  if (kind === 'sentry') {
    return toSentryBody({ action: 'updated', flag: 'sample_feature', author: null, changeId: '0', at: now });
  }
  const sample = {
    projectName: 'Sample project',
    environmentName: 'Sample environment',
    log: 'This is a sample event',
    author: null,
    at: now.getTime(),
    featureName: 'sample_feature',
    enabled: true,
    tags: [],
    segmentName: null,
  };
  if (!isConfiguredKind(kind)) throw new Error(`${kind} has no sample`);
  return toChangeBody(kind, sample, settings) ?? writeIdentities(kind, [SAMPLE_IDENTITY]);
}
