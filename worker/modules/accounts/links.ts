const MAX_INT32 = 2_147_483_647;

/** compat: users are named in links by their id's digits in Base64 for URLs. */
export function toUid(id: number): string {
  return btoa(String(id)).replaceAll('=', '');
}

/** Null for what names nobody. */
export function readUid(uid: string): number | null {
  try {
    const digits = atob(uid.replaceAll('-', '+').replaceAll('_', '/'));
    const id = /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
    return id >= 1 && id <= MAX_INT32 ? id : null;
  } catch {
    return null;
  }
}

/** The address of a page of the dashboard that takes a link from a mail. */
export function linkTo(site: string, page: string, userId: number, token: string): string {
  return `${site}/${page}/${toUid(userId)}/${token}`;
}
