import { toText } from './values.ts';

/** Why a flag has its value. A split that was hit hides what led to its feature state, as upstream reports it. */
export type Reason =
  | { readonly kind: 'default' }
  | { readonly kind: 'segment'; readonly segmentName: string }
  | { readonly kind: 'identity' }
  | { readonly kind: 'split'; readonly weight: number };

/** compat: SDKs report identity overrides as a segment of this name. */
const IDENTITY_OVERRIDES = 'identity_overrides';

/** The reason in Flagsmith's words: `DEFAULT`, `TARGETING_MATCH; segment=<name>` or `SPLIT; weight=<weight>`. */
export function describeReason(reason: Reason): string {
  switch (reason.kind) {
    case 'default':
      return 'DEFAULT';
    case 'segment':
      return `TARGETING_MATCH; segment=${reason.segmentName}`;
    case 'identity':
      return `TARGETING_MATCH; segment=${IDENTITY_OVERRIDES}`;
    default:
      return `SPLIT; weight=${toText(reason.weight)}`;
  }
}
