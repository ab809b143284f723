import { Button } from '../../ui/button.tsx';
import { Input, Textarea } from '../../ui/field.tsx';
import { readTraits, type Somebody } from './playground-state.ts';

type Props = {
  number: number;
  person: Somebody;
  /** What is known of them already. */
  stored: readonly string[];
  onChange: (person: Somebody) => void;
  onRemove?: (() => void) | undefined;
};

export function PersonForm({ number, person, stored, onChange, onRemove }: Props) {
  const read = readTraits(person.traits);
  return (
    <fieldset class="person">
      <legend class="hidden-text">Person {number}</legend>
      <div class="person-head">
        <Input
          label={`Identifier ${number}`}
          value={person.identifier}
          onInput={(identifier) => onChange({ ...person, identifier })}
          isCode
          data-test={`person-${number}`}
        />
        {onRemove !== undefined && (
          <Button kind="quiet" onClick={onRemove}>
            Remove<span class="hidden-text"> person {number}</span>
          </Button>
        )}
      </div>
      <Textarea
        label={`Traits ${number}`}
        value={person.traits}
        onInput={(traits) => onChange({ ...person, traits })}
        hint={'As JSON: {"plan": "pro", "orders": 12}'}
        errors={'fault' in read ? [read.fault] : []}
        rows={2}
        isCode
        data-test={`traits-${number}`}
      />
      {stored.map((line) => (
        <p key={line} class="field-hint anywhere">
          {line}
        </p>
      ))}
    </fieldset>
  );
}
