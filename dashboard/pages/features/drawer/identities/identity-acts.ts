import { toFailure } from '../../../../api/failure.ts';
import { showToast } from '../../../../ui/toast.tsx';
import { addOverride, changeOverride, removeOverride } from './identities.api.ts';
import type { Override, Place, Who } from './identities.api.ts';
import { toStoredBody, type IdentityBody } from './identity-draft.ts';

export const identifierOf = ({ identity }: Override) => identity?.identifier ?? '';

/** Changes that are saved at once, each with its way back. */
export function createActs(place: Place, name: string) {
  const tell = (text: string, undo: () => Promise<unknown>) => {
    const run = () => {
      undo().then(
        () => showToast('Undone'),
        (error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
      );
    };
    showToast(text, { action: { label: 'Undo', run } });
  };
  const store = async (override: Override, body: Partial<IdentityBody>) => {
    await changeOverride(place, override.id, body);
    tell(`Saved ${name} for ${identifierOf(override)}`, () =>
      changeOverride(place, override.id, toStoredBody(override)),
    );
  };
  const trying = async (work: Promise<void>, what: string) => {
    try {
      await work;
    } catch (error) {
      showToast(`${what}: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return {
    store,
    add: async (who: Who, body: IdentityBody) => {
      const id = await addOverride(place, who, body);
      tell(`Added an override for ${who.identifier}`, () => removeOverride(place, id));
    },
    change: (override: Override, body: Partial<IdentityBody>) =>
      trying(store(override, body), `${identifierOf(override)} was not changed`),
    remove: (override: Override) => {
      const who = { id: override.identity?.id ?? null, identifier: identifierOf(override) };
      const work = async () => {
        await removeOverride(place, override.id);
        tell(`Removed the override for ${who.identifier}`, () => addOverride(place, who, toStoredBody(override)));
      };
      return trying(work(), `The override for ${who.identifier} was not removed`);
    },
  };
}
