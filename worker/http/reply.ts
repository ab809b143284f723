/** What a handler answers. */
export type Reply = {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The session that the browser is given in a cookie; null takes it away. */
  session?: string | null;
};

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent = (): Reply => ({ status: 204 });
