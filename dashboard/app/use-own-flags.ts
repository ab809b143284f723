import { useEffect } from 'preact/hooks';
import type { DashBootstrap, DashConfig } from '../../worker/contract/dash.ts';
import { requestAnonymously } from '../api/client.ts';
import { isFlagOn, loadOwnFlags } from '../api/own-flags.ts';
import { ledByServer } from '../api/sign-in-providers.ts';
import { preferDark, theme } from '../ui/theme.ts';

/** Steers the dashboard by its own flags, for the account that is signed in. */
export function useOwnFlags(boot: DashBootstrap | null): void {
  const key = boot?.flags?.environment_key;
  const accountId = boot?.user.id;
  useEffect(() => {
    if (boot === null || accountId === undefined) return;
    ledByServer.value = boot.providers;
    const isDark = theme.peek() === 'system' ? null : theme.peek() === 'dark';
    void loadOwnFlags(boot.flags, { id: accountId, isDark });
  }, [key, accountId]);
  useDarkFlag();
}

/** The same for pages that somebody sees before signing in. */
export function usePublicFlags(): void {
  useEffect(() => {
    requestAnonymously<DashConfig>('GET', '/api/v1/dash/config/').then(
      ({ flags, providers }) => {
        ledByServer.value = providers;
        return loadOwnFlags(flags, null);
      },
      () => undefined,
    );
  }, []);
  useDarkFlag();
}

function useDarkFlag(): void {
  const isDark = isFlagOn('dark_mode');
  useEffect(() => preferDark(isDark), [isDark]);
}
