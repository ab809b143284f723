/** An address as people call it: its host. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
