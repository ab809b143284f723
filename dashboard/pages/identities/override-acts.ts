import { toFailure } from '../../api/failure.ts';
import { showToast } from '../../ui/toast.tsx';
import { removeOverride, setOverride, type FlagValue, type OwnState, type StateBody } from './identities.api.ts';
import type { Row } from './identity-row.ts';

type Body = { enabled: boolean; feature_state_value: FlagValue };

/** All of what is stored, to put it back. */
const storedOf = (own: OwnState): StateBody => ({
  enabled: own.enabled,
  feature_state_value: own.feature_state_value,
  multivariate_feature_state_values: own.multivariate_feature_state_values.map(
    ({ multivariate_feature_option: option, percentage_allocation: weight }) => ({
      multivariate_feature_option: option,
      percentage_allocation: weight,
    }),
  ),
});

/** Overrides that are saved at once, each with its way back. */
export function createOverrideActs(key: string, id: number, identifier: string) {
  const tell = (text: string, undo: () => Promise<unknown>) => {
    const run = () => {
      undo().then(
        () => showToast('Undone'),
        (error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
      );
    };
    showToast(text, { action: { label: 'Undo', run } });
  };
  const featureOf = ({ trace }: Row) => trace.feature.id ?? 0;
  const store = async (row: Row, body: Body) => {
    const { own } = row;
    const whole = { ...body, multivariate_feature_state_values: [] };
    const stateId = await setOverride(key, id, featureOf(row), own?.id ?? null, whole);
    tell(`Saved ${row.trace.feature.name} for ${identifier}`, () =>
      own === null ? removeOverride(key, id, stateId) : setOverride(key, id, featureOf(row), own.id, storedOf(own)),
    );
  };
  const trying = async (work: Promise<void>, name: string) => {
    try {
      await work;
    } catch (error) {
      showToast(`${name} was not changed: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return {
    store,
    set: (row: Row, body: Body) => trying(store(row, body), row.trace.feature.name),
    remove: (row: Row) => {
      const { own } = row;
      if (own === null) return Promise.resolve();
      const work = async () => {
        await removeOverride(key, id, own.id);
        tell(`Removed the override of ${row.trace.feature.name}`, () =>
          setOverride(key, id, featureOf(row), null, storedOf(own)),
        );
      };
      return trying(work(), row.trace.feature.name);
    },
  };
}

export type OverrideActs = ReturnType<typeof createOverrideActs>;
