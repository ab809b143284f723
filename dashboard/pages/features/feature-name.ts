import type { DashProject } from '../../api/bootstrap.ts';

type Rules = Pick<DashProject, 'only_allow_lower_case_feature_names' | 'feature_name_regex'>;

/** What the project's rules have against a name, as far as it can be told here; the server has the last word. */
export function findNameFaults(name: string, rules: Rules): string[] {
  const faults: string[] = [];
  if (rules.only_allow_lower_case_feature_names && name !== name.toLowerCase()) {
    faults.push('This project takes names in lower case only.');
  }
  const pattern = rules.feature_name_regex;
  if (pattern !== null && pattern !== '' && matches(pattern, name) === false) {
    faults.push(`This project takes names that fit ${pattern}.`);
  }
  return faults;
}

/** Null for a pattern that this browser reads otherwise than the server. */
function matches(pattern: string, name: string): boolean | null {
  try {
    return new RegExp(`^(?:${pattern})$`).test(name);
  } catch {
    return null;
  }
}
