/** Kinds of routes that answers are counted by. */
export const ROUTE_KINDS = {
  flags: 0,
  identities: 1,
  traits: 2,
  environment_document: 3,
  analytics: 4,
  stream: 5,
  preflight: 6,
  management: 7,
  operator: 8,
  other: 9,
} as const;
export type RouteKind = (typeof ROUTE_KINDS)[keyof typeof ROUTE_KINDS];

const CLASSES = 6;

/** How often this isolate has answered, by kind of route and class of status. An answer costs one addition. */
export class AnswerCounts {
  readonly #counts = new Float64Array(Object.keys(ROUTE_KINDS).length * CLASSES);

  note(kind: RouteKind, status: number): void {
    const place = kind * CLASSES + Math.floor(status / 100);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** What has been answered at least once. */
  list(): { kind: string; status: string; count: number }[] {
    const answered: { kind: string; status: string; count: number }[] = [];
    for (const [kind, index] of Object.entries(ROUTE_KINDS)) {
      for (let hundreds = 1; hundreds < CLASSES; hundreds += 1) {
        const count = this.#counts[index * CLASSES + hundreds] ?? 0;
        if (count > 0) answered.push({ kind, status: `${hundreds}xx`, count });
      }
    }
    return answered;
  }
}
