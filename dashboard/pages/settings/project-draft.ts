/** What is typed of a project's settings: numbers too are text until they are sent. */
export type ProjectDraft = { name: string; regex: string; staleDays: string; approvals: string };

export function toProjectBody({ name, regex, staleDays, approvals }: Partial<ProjectDraft>): object {
  const body = {
    name,
    feature_name_regex: regex === '' ? null : regex,
    stale_flags_limit_days: toNumber(staleDays),
    minimum_change_request_approvals: toNumber(approvals),
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** Null for nothing typed; the server says what is wrong with any other text. */
function toNumber(text: string | undefined): number | string | null | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === '') return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}
