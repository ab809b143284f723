import type { EvaluationContext } from '../../worker/engine/index.ts';
import type { WorkloadIdentity } from './workload.ts';

/** The result of the flagsmith-nodejs engine, which knows no variants. */
export interface PeerResult {
  readonly flags: Readonly<
    Record<
      string,
      { readonly name: string; readonly enabled: boolean; readonly value: unknown; readonly reason: string }
    >
  >;
  readonly segments: readonly { readonly name: string }[];
}

/** The engine inside flagsmith-nodejs. The package does not export it, hence the path. */
export async function loadFlagsmithEngine(): Promise<(context: EvaluationContext) => PeerResult> {
  const path = '../../node_modules/flagsmith-nodejs/build/esm/flagsmith-engine/index.js';
  const engine = await import(/* @vite-ignore */ new URL(path, import.meta.url).href);
  return engine.getEvaluationResult;
}

/** A context for one identity, as an SDK would hand it to its engine. */
export function withIdentity(context: EvaluationContext, identity: WorkloadIdentity): EvaluationContext {
  return { ...context, identity };
}
