import type { PublishedEnvironment } from '../../contract/published-environment.ts';
import { formatEpochSeconds, parseMicroseconds } from '../../core/time.ts';
import { compileEnvironment, evaluateEnvironment, type CompiledEnvironment, type Outcome } from '../../engine/index.ts';
import {
  environmentFlagJson,
  identityFlagJson,
  isHidden,
  toFlagContext,
  type FlagContext,
  type Origin,
} from './flag-json.ts';
import { READ_HEADERS } from './sdk-response.ts';

/** One version of an environment, compiled and ready to be served. Immutable but for what it makes on first use. */
export class ServedEnvironment {
  readonly record: PublishedEnvironment;
  readonly compiled: CompiledEnvironment;
  readonly updatedAt: string;
  /** Epoch seconds, whole: the precision of `Last-Modified`. */
  readonly updatedAtSeconds: number;
  readonly serverKeys: ReadonlyMap<string, { active: boolean; expires_at: number | null }>;
  readonly client: ServedView;
  readonly server: ServedView;
  readonly featureNames: ReadonlySet<string>;
  #documentBody: string | null = null;

  constructor(record: PublishedEnvironment) {
    const microseconds = parseMicroseconds(record.document.updated_at);
    this.record = record;
    this.compiled = compileEnvironment(record.document);
    this.updatedAt = formatEpochSeconds(microseconds);
    this.updatedAtSeconds = Math.floor(microseconds / 1_000_000);
    this.serverKeys = new Map(record.server_keys.map((key) => [key.hash, key]));
    this.featureNames = new Set(record.document.feature_states.map((state) => state.feature.name));
    this.client = new ServedView(this, 'client');
    this.server = new ServedView(this, 'server');
  }

  view(origin: Origin): ServedView {
    return origin === 'client' ? this.client : this.server;
  }

  /** A validator of this version. The time tells it from the version of the same number before storage was lost. */
  etagFor(part: Origin | 'document'): string {
    const { environment_id: id, version, published_at: publishedAt } = this.record;
    return `"${id}-${version}-${publishedAt}-${part}"`;
  }

  /** The environment document as server-side keys download it. */
  documentBody(): string {
    this.#documentBody ??= JSON.stringify(
      this.record.document.use_identity_overrides_in_local_eval
        ? this.record.document
        : { ...this.record.document, identity_overrides: [] },
    );
    return this.#documentBody;
  }
}

/** What one kind of key may see of a served environment, as ready JSON. */
export class ServedView {
  readonly flagsHeaders: Record<string, string>;
  readonly etag: string;
  readonly #environment: ServedEnvironment;
  readonly #context: FlagContext;
  readonly #pieces: (string | undefined)[] = [];
  #flagsBody: string | null = null;

  constructor(environment: ServedEnvironment, origin: Origin) {
    this.#environment = environment;
    this.#context = toFlagContext(environment.record, origin);
    this.etag = environment.etagFor(origin);
    this.flagsHeaders = {
      ...READ_HEADERS,
      'x-flagsmith-document-updated-at': environment.updatedAt,
      etag: this.etag,
    };
  }

  /** The body of `GET flags/`. */
  flagsBody(): string {
    this.#flagsBody ??= `[${this.#environmentOutcomes()
      .map((outcome) => environmentFlagJson(this.#context, outcome))
      .join(',')}]`;
    return this.#flagsBody;
  }

  /** The environment's flag of that name in any case, or null if there is none that may be seen. */
  flagBody(name: string): string | null {
    const wanted = name.toLowerCase();
    const outcome = this.#environmentOutcomes().find(({ feature }) => feature.name.toLowerCase() === wanted);
    return outcome === undefined ? null : environmentFlagJson(this.#context, outcome);
  }

  /** An identity's flag as JSON; empty if it may not be seen. */
  identityFlag(outcome: Outcome): string {
    let piece = this.#pieces[outcome.index];
    if (piece === undefined) {
      piece = isHidden(this.#context, outcome) ? '' : identityFlagJson(this.#context, outcome);
      this.#pieces[outcome.index] = piece;
    }
    return piece;
  }

  #environmentOutcomes(): Outcome[] {
    return evaluateEnvironment(this.#environment.compiled).filter((outcome) => !isHidden(this.#context, outcome));
  }
}
