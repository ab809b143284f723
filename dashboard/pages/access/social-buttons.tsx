import { flagValue } from '../../api/own-flags.ts';
import { Button } from '../../ui/button.tsx';
import { place } from '../../ui/router.tsx';
import { readNext } from './next.ts';
import { providerAddress, PROVIDERS, type Provider } from './social.ts';
import { beginTrip } from './trip.ts';

export const PROVIDER_NAMES = { google: 'Google', github: 'GitHub' } as const;

const FLAGS = { google: 'oauth_google', github: 'oauth_github' } as const;

/** Ways in by an account elsewhere: those whose flags of the dashboard are on, and say enough. */
export function SocialButtons() {
  const addressOf = (provider: Provider, state: string) =>
    providerAddress(provider, flagValue(FLAGS[provider]), location.origin, state);
  const offered = PROVIDERS.filter((provider) => addressOf(provider, '') !== null);
  if (offered.length === 0) return null;
  const go = (provider: Provider) => {
    const { state } = beginTrip(readNext(place.peek().query));
    location.assign(addressOf(provider, state) ?? '/login');
  };
  return (
    <div class="form">
      {offered.map((provider) => (
        <Button key={provider} onClick={() => go(provider)} data-test={`sign-in-${provider}`}>
          Continue with {PROVIDER_NAMES[provider]}
        </Button>
      ))}
    </div>
  );
}
