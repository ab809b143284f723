import { useEffect, useState } from 'preact/hooks';
import { request } from '../../api/client.ts';
import { toFailure } from '../../api/failure.ts';
import type { IntegrationPlace } from './integration-place.ts';
import { forget, type Trial } from './integrations.api.ts';

export type Channel = { channel_name: string; channel_id: string };
type ChannelPage = { cursor: string; channels: Channel[] };

/** More than these are not listed. */
const MOST_PAGES = 10;

/** Goes to Slack, which sends people back to the page of the place. Rejects where it cannot be begun. */
export async function leaveForSlack({ path, home }: IntegrationPlace): Promise<void> {
  const { signature } = await request<{ signature: string }>('GET', `${path}slack/signature/`);
  location.assign(`${path}slack/oauth/?${new URLSearchParams({ signature, redirect_url: `${home}?slack=back` })}`);
}

/** The channels of the workspace, as they come in. */
export function useChannels({ path }: IntegrationPlace) {
  const [channels, setChannels] = useState<readonly Channel[]>([]);
  const [isLoading, setLoading] = useState(true);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const trip = new AbortController();
    const load = async (page: number, cursor: string): Promise<void> => {
      const query = new URLSearchParams({ limit: '200', ...(cursor === '' ? {} : { cursor }) });
      const answer = await request<ChannelPage>('GET', `${path}slack-channels/?${query}`);
      if (trip.signal.aborted) return;
      setChannels((before) => [...before, ...answer.channels]);
      if (answer.cursor !== '' && page < MOST_PAGES) await load(page + 1, answer.cursor);
    };
    load(1, '')
      .catch((error: unknown) => !trip.signal.aborted && setProblem(toFailure(error).message))
      .finally(() => !trip.signal.aborted && setLoading(false));
    return () => trip.abort();
  }, [path]);
  return { channels, isLoading, problem };
}

/** Chooses the channel of the place, or another for the one with the id. */
export async function saveChannel(place: IntegrationPlace, id: number | null, channelId: string): Promise<void> {
  const path = `${place.path}slack/${id === null ? '' : `${id}/`}`;
  await request(id === null ? 'POST' : 'PATCH', path, { channel_id: channelId });
  forget(place);
}

export async function switchSlack(place: IntegrationPlace, id: number, enabled: boolean): Promise<void> {
  await request('PATCH', `${place.path}slack/${id}/`, { enabled });
  forget(place);
}

export async function deleteChannel(place: IntegrationPlace, id: number): Promise<void> {
  await request('DELETE', `${place.path}slack/${id}/`);
  forget(place);
}

export function testSlack({ path }: IntegrationPlace, id: number): Promise<Trial> {
  return request('POST', `${path}slack/${id}/test/`);
}
