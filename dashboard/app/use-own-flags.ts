import { useEffect } from 'preact/hooks';
import type { DashConfig, DashFlagSource } from '../../worker/contract/dash.ts';
import { requestAnonymously } from '../api/client.ts';
import { isFlagOn, loadOwnFlags } from '../api/own-flags.ts';
import { preferDark, theme } from '../ui/theme.ts';

/** Steers the dashboard by its own flags, for the account that is signed in. */
export function useOwnFlags(source: DashFlagSource | null | undefined, accountId: number | undefined): void {
  const key = source?.environment_key;
  useEffect(() => {
    if (source === undefined || accountId === undefined) return;
    const isDark = theme.peek() === 'system' ? null : theme.peek() === 'dark';
    void loadOwnFlags(source, { id: accountId, isDark });
  }, [key, accountId]);
  useDarkFlag();
}

/** The same for pages that somebody sees before signing in. */
export function usePublicFlags(): void {
  useEffect(() => {
    requestAnonymously<DashConfig>('GET', '/api/v1/dash/config/').then(
      ({ flags }) => loadOwnFlags(flags, null),
      () => undefined,
    );
  }, []);
  useDarkFlag();
}

function useDarkFlag(): void {
  const isDark = isFlagOn('dark_mode');
  useEffect(() => preferDark(isDark), [isDark]);
}
