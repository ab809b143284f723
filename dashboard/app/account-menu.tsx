import type { DashBootstrap } from '../api/bootstrap.ts';
import { tellTheme } from '../api/own-flags.ts';
import { toFailure } from '../api/failure.ts';
import { signOut } from '../api/sign-in.ts';
import { Menu } from '../ui/menu.tsx';
import { setTheme, theme, type Theme } from '../ui/theme.ts';
import { navigate } from '../ui/router.tsx';
import { showToast } from '../ui/toast.tsx';

const THEMES: { value: Theme; label: string; icon: 'sun' | 'moon' | 'settings' }[] = [
  { value: 'light', label: 'Light theme', icon: 'sun' },
  { value: 'dark', label: 'Dark theme', icon: 'moon' },
  { value: 'system', label: 'Theme of the system', icon: 'settings' },
];

export function AccountMenu({ user }: { user: DashBootstrap['user'] }) {
  const name = `${user.first_name} ${user.last_name}`.trim() || user.email;
  const initials = `${user.first_name.charAt(0)}${user.last_name.charAt(0)}` || user.email.charAt(0).toUpperCase();
  return (
    <Menu
      label={`${initials}, account of ${name}`}
      title={user.email}
      align="end"
      data-test="account-menu"
      items={[
        ...THEMES.map(({ value, label, icon }) => ({
          label,
          icon,
          isCurrent: theme.value === value,
          onChoose: () => chooseTheme(value),
        })),
        { label: 'Your account', icon: 'user', to: '/account' },
        { label: 'Sign out', icon: 'close', onChoose: () => void leave(), 'data-test': 'sign-out' },
      ]}
    >
      <span class="avatar" aria-hidden="true">
        {initials}
      </span>
    </Menu>
  );
}

function chooseTheme(value: Theme): void {
  setTheme(value);
  tellTheme(value === 'dark');
}

async function leave(): Promise<void> {
  try {
    await signOut();
    navigate('/login');
  } catch (error) {
    showToast(`You are still signed in: ${toFailure(error).message}`, { tone: 'bad' });
  }
}
