/** The evaluation context and result of the public engine contract; every field may be absent or wrong in untrusted data. */
export type ConditionOperator =
  | 'EQUAL'
  | 'NOT_EQUAL'
  | 'GREATER_THAN'
  | 'GREATER_THAN_INCLUSIVE'
  | 'LESS_THAN'
  | 'LESS_THAN_INCLUSIVE'
  | 'CONTAINS'
  | 'NOT_CONTAINS'
  | 'REGEX'
  | 'IN'
  | 'PERCENTAGE_SPLIT'
  | 'MODULO'
  | 'IS_SET'
  | 'IS_NOT_SET';

export type RuleType = 'ALL' | 'ANY' | 'NONE';
export type TraitValue = string | number | boolean | null;
export type Metadata = Readonly<Record<string, unknown>>;

export interface ConditionContext {
  readonly property?: string | null;
  readonly operator: string;
  readonly value?: string | readonly string[] | null;
}

export interface RuleContext {
  readonly type: RuleType;
  readonly conditions?: readonly ConditionContext[] | null;
  readonly rules?: readonly RuleContext[] | null;
}

export interface VariantContext {
  readonly value: unknown;
  readonly weight: number;
  readonly priority?: number | bigint | null;
  readonly key?: string | null;
}

export interface FeatureContext {
  readonly key: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly value: unknown;
  readonly variants?: readonly VariantContext[] | null;
  /** Lower is stronger; absent is weakest. */
  readonly priority?: number | null;
  readonly metadata?: Metadata | null;
}

export interface SegmentContext {
  readonly key: string;
  readonly name: string;
  readonly rules: readonly RuleContext[];
  readonly overrides?: readonly FeatureContext[] | null;
  readonly metadata?: Metadata | null;
}

export interface IdentityContext {
  readonly identifier: string;
  /** What splits hash; `<environment.key>_<identifier>` when absent. */
  readonly key?: string | null;
  readonly traits?: Readonly<Record<string, unknown>> | null;
}

export interface EvaluationContext {
  readonly environment: { readonly key: string; readonly name: string };
  readonly identity?: IdentityContext | null;
  readonly segments?: Readonly<Record<string, SegmentContext>> | null;
  readonly features?: Readonly<Record<string, FeatureContext>> | null;
}

export interface FlagResult {
  readonly name: string;
  readonly enabled: boolean;
  readonly value: unknown;
  readonly reason: string;
  readonly variant: string | null;
  readonly metadata?: Metadata;
}

export interface SegmentResult {
  readonly name: string;
  readonly metadata?: Metadata;
}

export interface EvaluationResult {
  readonly flags: Record<string, FlagResult>;
  readonly segments: SegmentResult[];
}
