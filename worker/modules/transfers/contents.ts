import type { ExportedProject } from '../../contract/organisation-export.ts';
import type { TransferIssue } from '../../contract/transfers.ts';
import { invalid } from '../../core/errors.ts';

/** What is written into a project: all of a new one, or what joins what is there. */
export type Contents = Pick<ExportedProject, 'tags' | 'features' | 'segments' | 'environments'>;

const MOST_ISSUES = 500;

/** What did not map, of which the report names the first few hundred. */
export class Issues {
  readonly list: TransferIssue[] = [];
  total = 0;

  add(kind: string, name: string, reason: string): void {
    this.total += 1;
    if (this.list.length < MOST_ISSUES) this.list.push({ kind, name: name.slice(0, 200), reason });
  }
}

/** Ids of the document and those of the rows that they became. */
export class IdMap {
  readonly #ids = new Map<number, number>();
  readonly #kind: string;

  constructor(kind: string) {
    this.#kind = kind;
  }

  set(documentId: number, id: number): void {
    this.#ids.set(documentId, id);
  }

  find(documentId: number): number | null {
    return this.#ids.get(documentId) ?? null;
  }

  /** Throws INVALID for an id that the document does not hold. */
  get(documentId: number): number {
    const id = this.#ids.get(documentId);
    if (id === undefined) throw invalid(`The document names ${this.#kind} ${documentId}, but does not hold it.`);
    return id;
  }
}

export type Counts = Record<string, number>;
