import { parse, serialize } from 'hono/utils/cookie';
import { isOn } from '../core/settings.ts';

type Settings = { setting: (name: string) => string | undefined };

/** What a cookie of ours holds. Over TLS only the name counts that no other site and no plain connection can set. */
export function readHostCookie(settings: Settings, url: URL, header: string | null, name: string): string | null {
  const full = isSecure(settings, url) ? `__Host-${name}` : name;
  return parse(header ?? '', full)[full] ?? null;
}

/** The header that gives a browser the cookie, which no script can read and no other site send along with a change. */
export function hostCookie(settings: Settings, url: URL, name: string, value: string, seconds: number): string {
  const common = { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: seconds } as const;
  if (!isSecure(settings, url)) return serialize(name, value, common);
  return serialize(`__Host-${name}`, value, { ...common, secure: true });
}

function isSecure({ setting }: Settings, { protocol }: URL): boolean {
  return isOn(setting, 'USE_SECURE_COOKIES', protocol === 'https:');
}
