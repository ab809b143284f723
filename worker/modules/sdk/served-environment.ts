import type { PublishedEnvironment } from '../../contract/published-environment.ts';
import { formatEpochSeconds, parseMicroseconds } from '../../core/time.ts';
import {
  compileEnvironment,
  evaluateEnvironment,
  FlagPieces,
  type CompiledEnvironment,
  type Outcome,
  type TextHash,
} from '../../engine/index.ts';
import {
  environmentFlagJson,
  identityFlagJson,
  isHidden,
  toFlagContext,
  type FlagContext,
  type Origin,
} from './flag-json.ts';
import { ReadyAnswer } from './ready-answer.ts';
import { DOCUMENT_HEADERS, READ_HEADERS, UNCACHED_HEADERS } from './sdk-response.ts';

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
  readonly documentEtag: string;
  readonly #documentHeaders: Headers;
  readonly unchangedHeaders: Headers;
  #document: ReadyAnswer | null = null;

  constructor(record: PublishedEnvironment) {
    const microseconds = parseMicroseconds(record.document.updated_at);
    this.record = record;
    this.compiled = compileEnvironment(record.document);
    this.updatedAt = formatEpochSeconds(microseconds);
    this.updatedAtSeconds = Math.floor(microseconds / 1_000_000);
    this.serverKeys = new Map(record.server_keys.map((key) => [key.hash, key]));
    this.featureNames = new Set(record.document.feature_states.map((state) => state.feature.name));
    this.documentEtag = this.tagOf('document');
    this.#documentHeaders = new Headers({
      ...DOCUMENT_HEADERS,
      'x-flagsmith-document-updated-at': this.updatedAt,
      etag: this.documentEtag,
      'last-modified': new Date(this.updatedAtSeconds * 1000).toUTCString(),
    });
    this.unchangedHeaders = new Headers(this.#documentHeaders);
    this.unchangedHeaders.delete('content-type');
    this.client = new ServedView(this, 'client');
    this.server = new ServedView(this, 'server');
  }

  view(origin: Origin): ServedView {
    return origin === 'client' ? this.client : this.server;
  }

  /** The tag of one view of this publication. A publisher that lost its state counts versions from one again, hence the time. */
  tagOf(view: string): string {
    const { environment_id: id, version, published_at: publishedAt } = this.record;
    return `"${id}-${version}-${publishedAt.toString(36)}-${view}"`;
  }

  /** The environment document as server-side keys download it. */
  document(): ReadyAnswer {
    this.#document ??= new ReadyAnswer(
      JSON.stringify(
        this.record.document.use_identity_overrides_in_local_eval
          ? this.record.document
          : { ...this.record.document, identity_overrides: [] },
      ),
      this.#documentHeaders,
    );
    return this.#document;
  }
}

/** What one kind of key may see of a served environment, as ready JSON. */
export class ServedView {
  readonly flagsHeaders: Headers;
  readonly identityHeaders: Headers;
  readonly etag: string;
  readonly #environment: ServedEnvironment;
  readonly #context: FlagContext;
  #pieces: FlagPieces | null = null;
  #flags: ReadyAnswer | null = null;

  constructor(environment: ServedEnvironment, origin: Origin) {
    this.#environment = environment;
    this.#context = toFlagContext(environment.record, origin);
    this.etag = environment.tagOf(origin);
    const updatedAt = { 'x-flagsmith-document-updated-at': environment.updatedAt };
    this.flagsHeaders = new Headers({ ...READ_HEADERS, ...updatedAt, etag: this.etag });
    this.identityHeaders = new Headers({ ...UNCACHED_HEADERS, ...updatedAt });
  }

  /** The answer to `GET flags/`. */
  flags(): ReadyAnswer {
    if (this.#flags === null) {
      const flags = this.#environmentOutcomes().map((outcome) => environmentFlagJson(this.#context, outcome));
      this.#flags = new ReadyAnswer(`[${flags.join(',')}]`, this.flagsHeaders);
    }
    return this.#flags;
  }

  /** Names of the flags that are answered. */
  flagNames(): string[] {
    return this.#environmentOutcomes().map(({ feature }) => feature.name);
  }

  /** The environment's flag of that name in any case, or null if there is none that may be seen. */
  flagBody(name: string): string | null {
    const wanted = name.toLowerCase();
    const outcome = this.#environmentOutcomes().find(({ feature }) => feature.name.toLowerCase() === wanted);
    return outcome === undefined ? null : environmentFlagJson(this.#context, outcome);
  }

  /** An identity's flag as JSON; null if it may not be seen. */
  identityFlag(outcome: Outcome): string | null {
    return isHidden(this.#context, outcome) ? null : identityFlagJson(this.#context, outcome);
  }

  /** An identity's flags as a JSON list, without those that may not be seen. */
  identityFlags(outcomes: readonly Outcome[]): string {
    return this.#flagPieces().writeFlags(outcomes);
  }

  /** A hash of `identityFlags`, which costs less than reading it. */
  identityFlagsHash(outcomes: readonly Outcome[]): TextHash {
    return this.#flagPieces().hashFlags(outcomes);
  }

  /** The same in runs that begin with a comma, most of which other identities get as well. */
  identityFlagRuns(outcomes: readonly Outcome[]): string[] {
    return this.#flagPieces().listRuns(outcomes);
  }

  #flagPieces(): FlagPieces {
    return (this.#pieces ??= new FlagPieces(this.#environment.compiled, (outcome) => this.identityFlag(outcome)));
  }

  #environmentOutcomes(): Outcome[] {
    return evaluateEnvironment(this.#environment.compiled).filter((outcome) => !isHidden(this.#context, outcome));
  }
}
