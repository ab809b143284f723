import type { DashBootstrap } from '../../api/bootstrap.ts';
import { isFlagOn } from '../../api/own-flags.ts';

/** Null if the caller may create one, else a sentence for beside the control. */
export function whyNoNewOrganisation({ capabilities }: DashBootstrap): string | null {
  if (isFlagOn('disable_create_org')) return 'Whoever runs this server has switched off new organisations.';
  return capabilities.creates_organisations ? null : 'Only superusers may create organisations here.';
}
