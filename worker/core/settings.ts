type Setting = (name: string) => string | undefined;

/** Whether a variable of the deployment says yes, in any of the spellings that Flagsmith reads. */
export function isOn(setting: Setting, name: string, otherwise: boolean): boolean {
  const value = setting(name)?.trim().toLowerCase();
  if (value === undefined || value === '') return otherwise;
  if (/^(true|1|yes|y|on|ok|t)$/.test(value)) return true;
  return /^(false|0|no|n|off|f)$/.test(value) ? false : otherwise;
}

/** A whole number that is not negative; `otherwise` where the variable holds none. */
export function countOf(setting: Setting, name: string, otherwise: number): number {
  const value = setting(name)?.trim() ?? '';
  return /^\d{1,9}$/.test(value) ? Number(value) : otherwise;
}
