import type { DashProject } from '../../../worker/contract/dash.ts';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { PersonForm } from './person-form.tsx';
import { MOST_ENVIRONMENTS, MOST_PEOPLE, type PlaygroundState } from './playground-state.ts';

type Props = {
  project: DashProject;
  state: PlaygroundState;
  /** What is stored of somebody. */
  describe: (person: PlaygroundState['people'][number]) => string[];
  onChange: (next: Partial<PlaygroundState>) => void;
};

/** In which environments, and who. */
export function Who({ project, state, describe, onChange: change }: Props) {
  const isFull = state.environments.length >= MOST_ENVIRONMENTS;
  const toggle = (key: string, isOn: boolean) =>
    change({
      environments: isOn ? [...state.environments, key] : state.environments.filter((one) => one !== key),
    });
  return (
    <>
      <fieldset class="row wrap">
        <legend class="hidden-text">Environments</legend>
        {project.environments.map(({ api_key: key, name }) => (
          <Check
            key={key}
            label={name}
            isOn={state.environments.includes(key)}
            disabledReason={
              isFull && !state.environments.includes(key) ? `At most ${MOST_ENVIRONMENTS} at once.` : null
            }
            onChange={(isOn) => toggle(key, isOn)}
          />
        ))}
      </fieldset>
      <div class="people">
        {state.people.map((person, index) => (
          <PersonForm
            key={index}
            number={index + 1}
            person={person}
            stored={describe(person)}
            onChange={(next) => change({ people: state.people.with(index, next) })}
            onRemove={state.people.length > 1 ? () => change({ people: state.people.toSpliced(index, 1) }) : undefined}
          />
        ))}
      </div>
      <div>
        <Button
          icon="plus"
          disabledReason={state.people.length < MOST_PEOPLE ? null : `At most ${MOST_PEOPLE} at once.`}
          onClick={() =>
            change({ people: [...state.people, { identifier: `somebody-${state.people.length + 1}`, traits: '' }] })
          }
          data-test="add-person"
        >
          Add somebody
        </Button>
      </div>
    </>
  );
}
