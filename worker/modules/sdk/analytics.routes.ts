import type { EvaluationCount } from '../../core/ports.ts';
import { readJson } from './request-body.ts';
import type { Access, SdkRequest } from './sdk-access.ts';
import { detail, emptyAnswer, SdkError } from './sdk-response.ts';
import { readLabels } from './usage-labels.ts';

const COUNT_LIMIT = 1_000_000;
const EVALUATIONS_LIMIT = 5_000;
const NOT_AN_OBJECT = { non_field_errors: ['Expected a JSON object.'] };

/**
 * `POST /api/v1/analytics/flags/` with `{feature name: count}`. Unknown names and counts that are not whole numbers are
 * passed over. compat: 200 and an empty body, because some clients keep their buffer on anything else.
 */
export async function postFlagAnalytics(sdk: SdkRequest, access: Access): Promise<Response> {
  const body = await readReport(sdk, access);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new SdkError(400, NOT_AN_OBJECT);
  const counts: EvaluationCount[] = [];
  for (const [feature, count] of Object.entries(body)) {
    if (isCountable(access, feature, count)) counts.push({ feature, count, enabled: null });
  }
  await record(sdk, access, counts);
  return emptyAnswer(200);
}

/** `POST /api/v2/analytics/flags/` with a list of evaluations; unknown features are passed over, faulty entries refused. */
export async function postFlagAnalyticsV2(sdk: SdkRequest, access: Access): Promise<Response> {
  const body = await readReport(sdk, access);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new SdkError(400, NOT_AN_OBJECT);
  const evaluations = (body as Record<string, unknown>)['evaluations'];
  if (!Array.isArray(evaluations)) {
    const message = evaluations === undefined ? 'This field is required.' : 'Expected a list of items.';
    throw new SdkError(400, { evaluations: [message] });
  }
  if (evaluations.length > EVALUATIONS_LIMIT) {
    throw new SdkError(400, { evaluations: [`Ensure this field has no more than ${EVALUATIONS_LIMIT} elements.`] });
  }
  const checked = evaluations.map(checkEvaluation);
  const errors = checked.map((item) => ('errors' in item ? item.errors : {}));
  if (errors.some((item) => Object.keys(item).length > 0)) throw new SdkError(400, { evaluations: errors });
  const counts = checked.flatMap((item) => ('errors' in item ? [] : [item]));
  await record(
    sdk,
    access,
    counts.filter((item) => isCountable(access, item.feature, item.count)),
  );
  return emptyAnswer(204);
}

/** Turned away before it is read, where the counts could not be stored anyway. */
async function readReport({ request, ports, defer }: SdkRequest, access: Access): Promise<unknown> {
  if (!ports.usage.admits(access.environment.record.environment_id, defer)) throw notStored();
  return readJson(request);
}

const notStored = () => detail(503, 'The counts cannot be stored at the moment.', { 'retry-after': '1' });

async function record(sdk: SdkRequest, access: Access, counts: EvaluationCount[]): Promise<void> {
  if (counts.length === 0) return;
  try {
    await sdk.ports.usage.record(
      access.environment.record.environment_id,
      counts,
      readLabels(sdk.request.headers),
      sdk.defer,
    );
  } catch {
    throw notStored();
  }
}

function isCountable(access: Access, feature: string, count: unknown): count is number {
  return (
    access.environment.featureNames.has(feature) &&
    typeof count === 'number' &&
    Number.isSafeInteger(count) &&
    count > 0 &&
    count <= COUNT_LIMIT
  );
}

function checkEvaluation(item: unknown): EvaluationCount | { errors: Record<string, string[]> } {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { errors: { non_field_errors: ['Invalid data. Expected a dictionary.'] } };
  }
  const { feature_name, identity_identifier, enabled_when_evaluated, count } = item as Record<string, unknown>;
  const errors: Record<string, string[]> = {};
  if (typeof feature_name !== 'string' || feature_name === '') errors['feature_name'] = ['Not a valid string.'];
  if (identity_identifier !== undefined && typeof identity_identifier !== 'string') {
    errors['identity_identifier'] = [
      identity_identifier === null ? 'This field may not be null.' : 'Not a valid string.',
    ];
  }
  if (typeof enabled_when_evaluated !== 'boolean') errors['enabled_when_evaluated'] = ['Must be a valid boolean.'];
  if (!Number.isSafeInteger(count)) errors['count'] = ['A valid integer is required.'];
  if (Object.keys(errors).length > 0) return { errors };
  return {
    feature: String(feature_name),
    count: Number(count),
    enabled: enabled_when_evaluated === true,
  };
}
