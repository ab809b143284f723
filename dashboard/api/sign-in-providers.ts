import { signal } from '@preact/signals';
import type { DashConfig } from '../../worker/contract/dash.ts';
import { isFlagOn } from './own-flags.ts';

/** Who else can say who somebody is. */
export type Provider = DashConfig['providers'][number];

export const PROVIDERS: Readonly<Record<Provider, string>> = { google: 'Google', github: 'GitHub' };

/** Those to whom the server leads itself. The others are led to by this page, where flags say how. */
export const ledByServer = signal<readonly Provider[]>([]);

export const isOffered = (provider: Provider): boolean =>
  ledByServer.value.includes(provider) || isFlagOn(`oauth_${provider}`);
