import { flagValue } from '../../api/own-flags.ts';
import { isOffered, ledByServer, PROVIDERS, type Provider } from '../../api/sign-in-providers.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { Notice } from '../../ui/states.tsx';
import { askWhereToGo } from './access.api.ts';
import { googleAddress, readGoogle } from './providers.ts';
import { noteTrip, startTrip } from './trip.ts';

/** Ways in by way of others, where the server leads there, or its own flags say that there are such. `next` is where to go afterwards; `isMore`: among other ways that are none of the page's main one. */
export function ProviderButtons({ next, isMore = false }: { next: string; isMore?: boolean }) {
  const submission = useSubmit();
  const clientId = ledByServer.value.includes('google') ? null : readGoogle(flagValue('oauth_google'));
  const beLed = (provider: Provider) =>
    submission.run(async () => {
      const address = await askWhereToGo(provider, next);
      noteTrip(provider, address, next);
      location.assign(address);
    });
  const leave = (provider: Provider) => {
    if (provider !== 'google' || clientId === null) return void beLed(provider);
    try {
      location.assign(googleAddress(clientId, location.origin, startTrip(provider, next)));
    } catch {
      showToast('This browser lets pages store nothing, without which this way in is not safe.', { tone: 'bad' });
    }
  };
  const offered = (['google', 'github'] as const).filter(
    (provider) =>
      isOffered(provider) && (provider !== 'google' || clientId !== null || ledByServer.value.includes(provider)),
  );
  if (offered.length === 0) return null;
  return (
    <div class="other-way" data-test="providers">
      {!isMore && <p class="quiet">or</p>}
      {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
      {offered.map((provider) => (
        <Button key={provider} onClick={() => leave(provider)} data-test={`${provider}-btn`}>
          Continue with {PROVIDERS[provider]}
        </Button>
      ))}
    </div>
  );
}
