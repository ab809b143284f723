import { flagValue } from '../../api/own-flags.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { githubAddress, googleAddress, PROVIDERS, readGithub, readGoogle, type Provider } from './providers.ts';
import { startTrip } from './trip.ts';

/** Ways in by way of others, where the server's own flags say so. `next` is where to go afterwards. */
export function ProviderButtons({ next }: { next: string }) {
  const clientId = readGoogle(flagValue('oauth_google'));
  const url = readGithub(flagValue('oauth_github'));
  const leave = (provider: Provider, addressOf: (state: string) => string) => {
    try {
      location.assign(addressOf(startTrip(provider, next)));
    } catch {
      showToast('This browser lets pages store nothing, without which this way in is not safe.', { tone: 'bad' });
    }
  };
  if (clientId === null && url === null) return null;
  return (
    <div class="providers" data-test="providers">
      <p class="quiet">or</p>
      {clientId !== null && (
        <Button
          onClick={() => leave('google', (state) => googleAddress(clientId, location.origin, state))}
          data-test="google-btn"
        >
          Continue with {PROVIDERS.google}
        </Button>
      )}
      {url !== null && (
        <Button onClick={() => leave('github', (state) => githubAddress(url, state))} data-test="github-btn">
          Continue with {PROVIDERS.github}
        </Button>
      )}
    </div>
  );
}
