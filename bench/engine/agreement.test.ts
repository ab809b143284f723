import { deepStrictEqual } from 'node:assert';
import { describe, expect, it } from 'vitest';
import {
  compileContext,
  compileEnvironment,
  describeReason,
  evaluateIdentity,
  type EvaluationResult,
} from '../../worker/engine/index.ts';
import type { ListSpelling } from './workload-conditions.ts';
import { loadFlagsmithEngine, withIdentity, type PeerResult } from './peers.ts';
import { createWorkload, type WorkloadSize } from './workload.ts';

const SIZES: readonly WorkloadSize[] = ['S', 'M', 'L'];
const evaluateByPeer = await loadFlagsmithEngine();

/** Compares all that flagsmith-nodejs 8.1.2 reports; it knows no variants. */
function expectAgreement(ours: EvaluationResult, theirs: PeerResult): void {
  deepStrictEqual(
    ours.segments.map((segment) => segment.name),
    theirs.segments.map((segment) => segment.name),
  );
  deepStrictEqual(Object.keys(ours.flags).toSorted(), Object.keys(theirs.flags).toSorted());
  for (const [name, theirFlag] of Object.entries(theirs.flags)) {
    const flag = ours.flags[name];
    const same = flag?.name === theirFlag.name && flag.enabled === theirFlag.enabled && flag.value === theirFlag.value;
    if (!same || flag?.reason !== theirFlag.reason) deepStrictEqual(flag, theirFlag);
  }
}

describe.each(SIZES)('agreement with flagsmith-nodejs, workload %s', (size) => {
  // The peer takes 25 times as long over comma lists; on L a tenth of the identities is enough of them.
  const runs: readonly (readonly [ListSpelling, number])[] = [
    ['json', 1000],
    ['comma', size === 'L' ? 100 : 1000],
  ];

  it.each(runs)(
    'lists as %s, %i identities → the same flags and segments',
    (spelling, count) => {
      const { context, document, identities } = createWorkload(size, spelling);
      const compiled = compileContext(context);
      const environment = compileEnvironment(document);
      let overridden = 0;
      for (const identity of identities.slice(0, count)) {
        const result = compiled.evaluate(identity);
        expectAgreement(result, evaluateByPeer(withIdentity(context, identity)));
        for (const { feature, value, variant, reason } of evaluateIdentity(environment, identity)) {
          const flag = result.flags[feature.name];
          const same =
            flag !== undefined &&
            flag.value === value &&
            flag.variant === variant &&
            flag.reason === describeReason(reason);
          if (!same) deepStrictEqual([value, variant, describeReason(reason)], flag);
          if (reason.kind === 'segment') overridden += 1;
        }
      }
      expect(overridden).toBeGreaterThan(count / 2);
    },
    60_000,
  );
});
